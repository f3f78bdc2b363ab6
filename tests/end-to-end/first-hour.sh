#!/usr/bin/env bash
# From a folder of Parquet to a query of an object that came later, in ten commands, as docs/quick-start.md has them.
# first-hour.sh <folder of Parquet> <new folder for what is written>; run it in a checkout, after `npm ci`.
set -euo pipefail
data=$1 work=$2
list=$work/platform/datasets.ts
mkdir -p "$work/platform"

# In place of the AWS CLI, which is not everywhere: node -e "$put" <URL> <file>
put='fetch(process.argv[1], { method: "PUT", body: fs.readFileSync(process.argv[2]) }).then(({ ok }) => process.exit(ok ? 0 : 1))'

# Of a stack that is ready when it says how it stops.
up() { until grep -q 'Ctrl-C stops it' "$work/local.txt"; do kill -0 "$stack"; sleep 0.2; done; }
trap '[[ -z ${stack:-} ]] || { kill "$stack" && wait "$stack"; } || true' EXIT

./registrar try "$data"
./registrar try "$data" --write --datasets "$list"
export REGISTRAR_DATASETS=$list
./registrar check
npx sls package --stage dev --package "$work/package"
./registrar local --port 0 >"$work/local.txt" 2>&1 & stack=$!
up
eval "$(grep -E '^ *export ' "$work/local.txt")"
bucket=$(sed -n 's/^bucket  *//p' "$work/local.txt")
object=orders/day=2026-11-21/region=eu/part-0.parquet
node -e "$put" "$AWS_ENDPOINT_URL/$bucket/$object" "$(find "$data" -name '*.parquet' | sort | head -n 1)"
until ./registrar explain "s3://$bucket/$object"; do sleep 0.5; done
./registrar query "SELECT day, region, count(*) AS orders FROM orders GROUP BY 1, 2" --csv
