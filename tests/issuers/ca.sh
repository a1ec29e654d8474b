#!/bin/sh
# An issuer that is a program, and does as it is told: `mood/NAME` says how it takes the
# request for a common name. Each call is noted in `calls`, each certificate in `signed`.
set -u
cd ca
asked=$(cat)
of() { printf '%s' "$asked" | jq -r "$1"; }
name=$(of .common_name)
action=$(of .action)
echo "$action $name" >>calls
csr=work/$name-$$.csr
of .request >"$csr"

sign() { # CSR, then what openssl x509 is told beside
  request=$1
  shift
  openssl x509 -req -in "$request" -CA "${CA:-root}.pem" -CAkey "${CA:-root}.key" -copy_extensions copyall \
    -extfile extensions -out "work/$name-$$.pem" "$@" 2>/dev/null
  echo "$name" >>signed
}
issued() { jq -cn --rawfile c "$1" --rawfile chain "${CA:-root}.pem" '{status: "issued", certificate: $c, chain: $chain}'; }
keep() { sign "$csr" -days 300; cp "work/$name-$$.pem" "done/$name.pem"; }
pending() { printf '{"status": "pending", "handle": "%s"%s}' "$name" "${1:-}"; }

mood=$(cat "mood/$name" 2>/dev/null || echo issued)
case $action/$mood in
lookup/*)
  if [ -e "done/$name.pem" ]; then issued "done/$name.pem"; else echo '{"status": "not_found"}'; fi ;;
*/issued) keep; issued "done/$name.pem" ;;
submit/pending | submit/soon | submit/later)
  case $mood in
  soon) pending ', "retry_after": 1' ;;
  later) pending ', "retry_after": 7200, "message": "the officer is at lunch"' ;;
  *) pending ;;
  esac ;;
poll/pending) pending ;;
poll/soon) # at the second time
  if grep -q "^poll $name" seen 2>/dev/null; then keep; issued "done/$name.pem"; else
    echo "poll $name" >>seen; pending ', "retry_after": 1'; fi ;;
*/denied) printf '{"status": "denied", "message": "the template does not allow %s"}' "$name" ;;
*/not_taken) echo '{"status": "not_taken", "message": "no route to the CA"}' ;;
*/busy) # the first time only
  if [ -e "done/busy-$name" ]; then keep; issued "done/$name.pem"; else
    : >"done/busy-$name"; echo '{"status": "not_taken", "message": "too many requests", "retry_after": 1}'; fi ;;
*/hangs) sleep 600 ;;
*/closes) printf '{"status": "issued", "certif' ;;
*/floods) keep; head -c 104857600 /dev/zero ;;
*/other-key)
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" -out "work/other-$$.csr" 2>/dev/null
  sign "work/other-$$.csr" -days 300; issued "work/$name-$$.pem" ;;
*/other-names)
  printf 'subjectAltName=DNS:www.fabrikam.com\ncrlDistributionPoints=URI:http://pki.contoso.com/x.crl\n' >"work/names-$$"
  openssl x509 -req -in "$csr" -CA root.pem -CAkey root.key -extfile "work/names-$$" -days 300 \
    -out "work/$name-$$.pem" 2>/dev/null
  issued "work/$name-$$.pem" ;;
*/expired) sign "$csr" -days 0; sleep 2; issued "work/$name-$$.pem" ;;
*/other-chain) CA=stranger; sign "$csr" -days 300; issued "work/$name-$$.pem" ;;
*/dies-before) kill -9 $PPID ;;
*/dies-after) keep; kill -9 $PPID ;;
*) echo "no such mood: $mood" >&2; exit 3 ;;
esac
