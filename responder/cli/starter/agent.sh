# launchd knows no exit codes that forbid a restart: after 1, 2 and 4 this ends as if all were well.
stopped=
child=
trap 'interrupted=yes; stopped=yes; kill -TERM "$child" 2>/dev/null' TERM INT
trap 'interrupted=yes; kill -HUP "$child" 2>/dev/null' HUP
"$@" &
child=$!
# What came before there was anybody to tell; rules are read at the start anyway.
[ -z "$stopped" ] || kill -TERM "$child"
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
