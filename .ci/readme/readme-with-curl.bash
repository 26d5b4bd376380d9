# What is asked of the server of an application is asked of the tool here, which is one, too.
onlineml serve --storage models --urls "http://127.0.0.1:$PORT" >served.log 2>&1 &
served=$!
trap 'kill $(jobs -p); wait "$served"' EXIT
until grep -q 'Now listening' served.log; do kill -0 "$served"; sleep 0.1; done
curl() {
    command curl -fsS "${@/localhost:5000/127.0.0.1:$PORT}" && echo
}
# block 1
[ "$(curl localhost:5000/api/models)" = '{"models":[]}' ]
