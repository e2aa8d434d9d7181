# launchd knows no exit codes that forbid a restart: after 1, 2 and 4 this ends as if all were well.
"$@" &
child=$!
trap 'interrupted=yes; kill -TERM "$child"' TERM INT
trap 'interrupted=yes; kill -HUP "$child"' HUP
# A signal interrupts `wait`, which then says nothing of the child; 127 says that it was told before.
code=127
while interrupted=; do
    wait "$child"
    last=$?
    [ "$last" = 127 ] || code=$last
    [ -n "$interrupted" ] && [ "$last" != 127 ] || break
done
case $code in 1 | 2 | 4) exit 0 ;; esac
exit "$code"
