#!/usr/bin/env bash
# VictoriaMetrics 1.79.5 (Debian package): from 50 points on, query_range answers for other moments than those asked for.
#
# The same range is asked twice with a step of 60 s, ending 7 s past a whole minute: once over 49 points, once over 50.
# With 49 points the last point is the end that was asked for. With 50 it lies on a whole minute, so that every value is
# of another moment; with nocache=1 the end is again the one asked for. Prometheus answers for the moments asked for.
# Observed: 49 points "7", 50 points "0", 50 points with nocache=1 "7" (the last point, in seconds past the minute).
# Needs Debian or Ubuntu with apt-get, curl, and no privileges. Exits with 1 when the behaviour is another one.
set -euo pipefail
version=1.79.5
scratch=$(mktemp -d)
server=
finish() { [ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$scratch"; }
trap finish EXIT
cd "$scratch"
full=$(apt-cache madison victoria-metrics | awk '{print $3}' | grep -m1 "^$version") || { echo "no package victoria-metrics $version"; exit 2; }
apt-get download -q "victoria-metrics=$full" >/dev/null 2>&1
dpkg -x victoria-metrics_*.deb program
port=$((20000 + RANDOM % 10000))
program/usr/bin/victoria-metrics -storageDataPath=data -httpListenAddr=127.0.0.1:$port -search.latencyOffset=0s >server.log 2>&1 &
server=$!
url=http://127.0.0.1:$port
for _ in $(seq 100); do curl -fs "$url/health" >/dev/null && break; sleep 0.2; done

minute=$(( ($(date +%s) / 60 - 30) * 60 )); end=$((minute + 7))
for i in $(seq 0 240); do printf 'gauge %s %s000\n' $i $((end - i * 15)); done > page
curl -fs "$url/api/v1/import/prometheus" --data-binary @page
curl -fs "$url/internal/force_flush"
past() { # POINTS [PARAMETER]: the last point, in seconds past the minute
  curl -fs "$url/api/v1/query_range" -d 'query=last_over_time(gauge[60s])' -d "start=$((end - ($1 - 1) * 60))" -d "end=$end" -d step=60 ${2:+-d "$2"} |
    grep -o '\[[0-9]*,"' | tail -1 | tr -dc 0-9 | { read -r time; echo $((time % 60)); }
}
few=$(past 49); many=$(past 50); exact=$(past 50 nocache=1)
echo "victoria-metrics $full: 49 points \"$few\", 50 points \"$many\", 50 points with nocache=1 \"$exact\""
[ "$few" = 7 ] && [ "$many" = 0 ] && [ "$exact" = 7 ]
