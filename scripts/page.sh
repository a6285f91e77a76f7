#!/bin/sh
# Builds the program of the HTML page from scripts/page, or with --check compares it with what is committed.
# The wheel needs neither: it takes the committed files. Needs Node.js and npm; packages come by hash from the lock.
# Usage: sh scripts/page.sh [--check]
set -eu
cd "$(dirname "$0")/page"

command -v npm >/dev/null || {
    echo "The page is built with Node.js and npm, and there is none on PATH." >&2
    exit 1
}
if ! cmp -s package-lock.json node_modules/.locked; then
    npm ci --silent --ignore-scripts --no-audit --no-fund
    cp package-lock.json node_modules/.locked
fi
case ${1:-} in
--check) npm run --silent check ;;
*) npm run --silent build ;;
esac
