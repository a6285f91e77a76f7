#!/bin/sh
# Runs the tests marked `service`: installs what they need (for the page: Chromium, Playwright and axe-core), starts
# PostgreSQL and a Spark master with two workers on loopback in a folder of their own, and stops them again, whatever
# happens.
# Usage: sh scripts/services.sh FOLDER-OF-THE-ENVIRONMENT [arguments of pytest]
PATH="$PATH:/usr/sbin:/sbin"  # runuser and the like, which a short PATH leaves out
set -eu
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)
shift

need() {
    echo "The tests of services cannot run: $1" >&2
    exit 1
}

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium fonts-dejavu-core"
if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || need "install$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install --no-install-recommends $missing >/dev/null || need "$missing cannot be installed"
fi
"$venv/bin/python" -m pip --disable-pip-version-check --quiet --no-input install \
    --requirement requirements/services.txt || need "the drivers cannot be installed"
sh scripts/page.sh --check || need "the page's packages cannot be installed"  # among them axe-core
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

work=$(mktemp -d)
chmod 711 "$work"
started=
# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
stop() {
    [ -z "$started" ] || kill $started 2>/dev/null || true
    [ ! -d "$work/data" ] || as_owner "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT INT TERM

free_port() {
    "$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

port=$(free_port)
mkdir "$work/data" "$work/socket"
[ "$(id -u)" != 0 ] || chown postgres "$work/data" "$work/socket"
as_owner "$bin/initdb" --encoding=UTF8 --no-locale -D "$work/data" -U gate --auth=trust >"$work/initdb.log" || need "$(cat "$work/initdb.log")"
as_owner "$bin/pg_ctl" -D "$work/data" -w -l "$work/socket/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/socket -c fsync=off" start >/dev/null

spark_home=$("$venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
master=$(free_port)
export SPARK_HOME="$spark_home" SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$venv/bin/python" SPARK_WORKER_DIR="$work/spark"
run_spark() {
    class=$1
    shift
    "$spark_home/bin/spark-class" "org.apache.spark.deploy.$class" --host 127.0.0.1 "$@" >"$work/$class.log" 2>&1 &
    started="$started $!"
}
run_spark master.Master --port "$master" --webui-port 0
for _ in 1 2; do
    run_spark worker.Worker --webui-port 0 --cores 1 --memory 1g "spark://127.0.0.1:$master"
done
for _ in $(seq 60); do
    [ "$(grep -c 'Registering worker' "$work/master.Master.log")" = 2 ] && break
    sleep 1
done

FINOPS_TEST_POSTGRESQL="postgresql://gate@127.0.0.1:$port/postgres" FINOPS_TEST_SPARK="spark://127.0.0.1:$master" \
    "$venv/bin/pytest" -m service "$@"
