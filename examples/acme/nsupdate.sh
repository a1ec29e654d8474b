#!/bin/sh
# Puts a TXT record into DNS and takes it out, by dynamic update (RFC 2136). forecert calls it
# so: nsupdate.sh present|cleanup NAME VALUE
#
# NSUPDATE_SERVER names the server (and port, after a space), NSUPDATE_KEY the file with the
# TSIG key, which is a secret: not under version control, and readable by its owner only.
set -eu

deed=$1 name=$2 value=$3
case $deed in
present) update="update add $name. 60 IN TXT \"$value\"" ;;
cleanup) update="update delete $name. IN TXT \"$value\"" ;;
*)
  echo "unknown deed: $deed" >&2
  exit 64
  ;;
esac

nsupdate -k "$NSUPDATE_KEY" <<COMMANDS >&2
server $NSUPDATE_SERVER
$update
send
COMMANDS
