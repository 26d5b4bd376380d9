#!/usr/bin/env bash
# usage: run.sh predict | identifiers | learn | lines | listeners | models | soak [minutes] | all
# The server has core 0, the load core 1. On one core the runtime takes half a minute to compile what is called in full: WARM_UP seconds each. Needs wrk. FOLDER is where models are kept and must be on a disk; its models are removed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${FOLDER:-/var/tmp/onlineml-serving-benchmark}/models
seconds=${SECONDS_PER_ROUND:-8}
rounds=${ROUNDS:-5}
warm_up=${WARM_UP:-20}
port=${PORT:-5199}
address=http://127.0.0.1:$port
out=${OUT:-/tmp/onlineml-serving-benchmarks}
program="dotnet $out/OnlineMl.ServingBenchmarks.dll"
server=

stop() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    server=
    rm -rf "$folder"
}
trap stop EXIT

# start NAME=VALUE ...: a fresh server with these environment variables
start() {
    stop
    env ASPNETCORE_URLS=$address "$@" taskset -c 0 $program server "$folder" & server=$!
    until curl -fs "$address/api/model/phishing" >/dev/null; do kill -0 "$server"; sleep 0.2; done
}

# rate SCRIPT PATH: requests a second
rate() {
    taskset -c 1 wrk -t1 -c32 -d"${seconds}s" -s "$here/$1.lua" "$address$2" |
        awk '/Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $0 } END { if (bad) { print bad > "/dev/stderr"; exit 1 } print rate }'
}

# compare NAME SCRIPT PATH WANTED: rounds of the reference and of what is measured, one after the other
compare() {
    seconds=$warm_up rate "$2" /bare >/dev/null; seconds=$warm_up rate "$2" "$3" >/dev/null
    for ((round = 1; round <= rounds; round++)); do
        echo "$(rate "$2" /bare) $(rate "$2" "$3")"
    done | awk -v name="$1" -v wanted="$4" '
        { bare[NR] = $1; got[NR] = $2; ratio[NR] = $2 / $1; line = line sprintf(" %.2f", $2 / $1); b += $1; g += $2 }
        END { n = asort_(ratio); printf "%s: %.0f/s, bare middleware %.0f/s, ratio %.2f (rounds%s), wanted %s\n", name, g / NR, b / NR, ratio[int((NR + 1) / 2)], line, wanted }
        function asort_(a,   i, j, t) { for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++) if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t } return NR }'
}

measure() {
    case $1 in
        predict) start OnlineMl__GenerateIdentifiers=false; compare "predict without identifiers" predict /api/predict 0.85 ;;
        identifiers) start OnlineMl__GenerateIdentifiers=true; compare "predict with durable identifiers" predict /api/predict 0.6 ;;
        learn) start OnlineMl__GenerateIdentifiers=false; compare "learn with fsync, 32 connections" learn /api/learn 0.6 ;;
        lines) start; taskset -c 1 $program lines $address "${LINES_TO_SEND:-1000000}" ;;
        listeners) ulimit -n 8192; start; taskset -c 1 $program listeners $address "${LISTENERS:-1000}" "${EVENTS_PER_SECOND:-20}" 20 ;;
        models) taskset -c 0 $program models "${MODELS:-10000}" 64 ;;
        soak) start OnlineMl__MemoryBudget=16000000 OnlineMl__RememberedPredictions=1000 OnlineMl__SnapshotInterval=00:00:05 OnlineMl__SnapshotEvents=2000; taskset -c 1 $program soak $address "${2:-20}" ;;
        all) for figure in predict identifiers learn lines listeners models; do measure $figure; done ;;
        *) sed -n 2p "$0" >&2; exit 1 ;;
    esac
}

[ -n "${SKIP_BUILD:-}" ] || dotnet build -c Release "$here" -o "$out" -v q -nologo -p:RunAnalyzers=false >&2
measure "${@:-all}"
