#!/bin/sh
# What the container runs. Docker restarts a container whatever its exit code says, and after 1
# (the rules are wrong), 2 (an option is) and 4 (the account may not log in) that can not help.
# Then the container stays and does nothing: it counts as unhealthy, and its log says why.

# Other commands, and a person who watches, get the exit code at once.
if [ "$1" != run ] || [ -t 0 ]; then
    exec responder "$@"
fi

stopped=
child=
trap 'interrupted=yes; stopped=yes; kill -TERM "$child" 2>/dev/null' INT TERM
trap 'interrupted=yes; kill -HUP "$child" 2>/dev/null' HUP
responder "$@" &
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

case $code in
1 | 2 | 4) ;;
*) exit "$code" ;;
esac
if [ -z "$stopped" ]; then
    echo "responder ended with exit code $code, which no restart helps: mend it, then \`docker compose restart\`." >&2
    sleep infinity &
    child=$!
    wait "$child"
fi
exit "$code"
