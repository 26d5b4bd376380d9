dotnet() {
    case $1 in
    run)
        command dotnet "$@" --no-launch-profile -- --urls "http://127.0.0.1:$PORT" >served.log 2>&1 &
        until grep -q 'Now listening' served.log; do kill -0 $!; sleep 0.1; done
        curl -fsS "http://127.0.0.1:$PORT/api/models" && echo
        pkill -P $! || kill $!
        ;;
    test) command dotnet "$@" -warnaserror ;;
    *) command dotnet "$@" ;;
    esac
}
# block 1
