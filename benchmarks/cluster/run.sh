#!/usr/bin/env bash
# usage: run.sh > TABLES
# Redis has core 0, the servers and their callers core 1, so that only ratios say something. Prints tables in Markdown, in about six minutes. Needs
# redis-server and taskset. SECONDS_PER_ROUND and ROUNDS can be set, and
# ONLINEML_SHARED to the folder of the reference data.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-/tmp/onlineml-cluster-benchmarks}
[ -n "${SKIP_BUILD:-}" ] || dotnet build -c Release "$here" -o "$out" -v q -nologo -p:RunAnalyzers=false >&2
export ONLINEML_SHARED=${ONLINEML_SHARED:-$here/../../../shared}
exec taskset -c 1 dotnet "$out/OnlineMl.ClusterBenchmarks.dll" all "${SECONDS_PER_ROUND:-4}" "${ROUNDS:-5}"
