#!/bin/sh
# Hands forecert's requests to `openssl ca`. It reads one JSON request on its standard input
# and writes one JSON answer on its standard output; `forecert schema command` says what is in
# them. It needs openssl and jq.
#
# The CA is the directory in CA_DIRECTORY: openssl.cnf beside its database, as `openssl ca`
# wants it, with `copy_extensions = copy`, since the names are in the request.
set -eu

answer() { jq -cn "$@"; exit 0; }
not_taken() { answer --arg message "$1" '{status: "not_taken", message: $message}'; }

command -v jq >/dev/null || { echo 'jq is not installed' >&2; exit 1; }
asked=$(cat)
of() { printf '%s' "$asked" | jq -r "$1"; }

ca=${CA_DIRECTORY:-}
[ -n "$ca" ] || not_taken 'CA_DIRECTORY is not set'
[ -r "$ca/openssl.cnf" ] || not_taken "there is no CA in $ca"
cd "$ca"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
of .request >"$work/request.csr"

issued() {
  answer --rawfile certificate "$1" --rawfile chain ca.pem \
    '{status: "issued", certificate: $certificate, chain: $chain}'
}

# The certificate of this request, if the CA has signed it before: the one with its key.
find_issued() {
  key=$(openssl req -in "$work/request.csr" -noout -pubkey)
  for file in newcerts/*.pem; do
    [ -e "$file" ] || continue
    if [ "$(openssl x509 -in "$file" -noout -pubkey)" = "$key" ]; then
      openssl x509 -in "$file" >"$work/certificate.pem"
      issued "$work/certificate.pem"
    fi
  done
}

case $(of .action) in
submit)
  # What OpenSSL calls a template is a section of extensions.
  if openssl ca -batch -config openssl.cnf -notext -days "$(of .validity_days)" \
    -in "$work/request.csr" -out "$work/certificate.pem" 2>"$work/words"; then
    issued "$work/certificate.pem"
  fi
  answer --arg message "$(grep -v '^Using configuration' "$work/words" | tail -n 3)" \
    '{status: "denied", message: $message}'
  ;;
lookup)
  find_issued
  answer '{status: "not_found"}'
  ;;
*)
  not_taken 'this CA answers at once: there is nothing to ask again'
  ;;
esac
