//! Faults in who signs, and in key, lifetime, subject and exceptions.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Issuers and terms in the manifest",
    codes: &[
        Code {
            code: "acme_challenge",
            kinds: &[Problem],
            meaning: "An authority that speaks ACME is shown in one way that the names are yours, \
                     and the manifest names none or several.",
            cure: "Leave one of `dns_hook`, `dns_manual` and `http_webroot`. Wildcards are proved \
                  by DNS only.",
            see: &["acme_terms"],
        },
        Code {
            code: "acme_contact",
            kinds: &[Problem],
            meaning: "An authority that speaks ACME writes to `mailto:` addresses only.",
            cure: "Write `mailto:pki@contoso.com`.",
            see: &["acme_terms"],
        },
        Code {
            code: "acme_profile",
            kinds: &[Warning],
            meaning: "The profile leaves the common name and key encipherment out of its \
                     certificates. Lync wants both, and what comes back will be refused.",
            cure: "Choose a profile that keeps them, or take `profile` out.",
            see: &["answer_refused"],
        },
        Code {
            code: "acme_terms",
            kinds: &[Problem],
            meaning: "An authority that speaks ACME signs for nobody who has not agreed to its \
                     terms of service, and nobody but you can agree.",
            cure: "Read them, at the address that its directory names as `termsOfService`, and \
                  add `terms_agreed: true`.",
            see: &["acme_challenge"],
        },
        Code {
            code: "address_invalid",
            kinds: &[Problem],
            meaning: "An issuer is asked over TLS, at the address that the manifest gives: no \
                     credential goes over the network in clear, and none stands in an address.",
            cure: "Write `https://HOST/` with nothing before the host. Without TLS only this \
                  machine itself is reached.",
            see: &["login_unclear"],
        },
        Code {
            code: "authority_issuer_local",
            kinds: &[Problem],
            meaning: "A local authority is to be signed by another local authority. Both keys would \
                     be in the same hands, and the chain longer for nothing.",
            cure: "Name an issuer of type `request`, such as an offline root; or leave \
                  `authority.issuer` out, and the authority signs itself.",
            see: &["issuer_awaited"],
        },
        Code {
            code: "command_invalid",
            kinds: &[Problem],
            meaning: "An issuer of type `command` is started with something that no program can \
                     be started with: a NUL character in an argument, or the name of a variable \
                     that no variable can have.",
            cure: "Write `environment` as a list of names; their values come from where forecert \
                  runs.",
            see: &["wait_invalid"],
        },
        Code {
            code: "country_invalid",
            kinds: &[Problem],
            meaning: "The country of a subject is two letters (X.520, ISO 3166): authorities \
                     refuse a name or three letters.",
            cure: "Write `US`, `DE`, `GB` and so on.",
            see: &["subject_part_invalid"],
        },
        Code {
            code: "crl_url_invalid",
            kinds: &[Problem],
            meaning: "Every certificate of a local authority names the place of its revocation \
                     list, and servers fetch it there before they trust anything. It has to be an \
                     `http://` URL: with `https` the list would need a certificate that needs the \
                     list.",
            cure: "Write one that all servers reach, such as `http://pki.contoso.com/lab.crl`.",
            see: &["no_crl_distribution_point"],
        },
        Code {
            code: "date_invalid",
            kinds: &[Problem],
            meaning: "The last day of an exception is not a day of the calendar as `YYYY-MM-DD`.",
            cure: "Write it such as `until: 2027-03-01`; the exception holds to the end of that \
                  day in UTC.",
            see: &["exception_expired"],
        },
        Code {
            code: "ec_key",
            kinds: &[Warning],
            meaning: "On Windows an elliptic-curve key lives in a CNG provider, which Lync Server \
                     2013 services cannot open. Later products have gaps too.",
            cure: "Use `key: { algorithm: rsa, size: 2048 }` for servers of the product; EC is \
                  fine on `custom` pools whose software takes it.",
            see: &["key_size_unlisted", "oauth_key_not_rsa"],
        },
        Code {
            code: "issuer_limits",
            kinds: &[Remark],
            meaning: "The issuer said before the request was handed in that it would sign it \
                     otherwise, such as for a shorter time than was asked for.",
            cure: "Have its limits widened, or declare the `validity` that it gives.",
            see: &["validity_differs"],
        },
        Code {
            code: "issuer_name_invalid",
            kinds: &[Problem],
            meaning: "An issuer's name is a part of ids (`issuer/lab`) and of paths: lower-case \
                     letters, digits and hyphens.",
            cure: "Choose one such as `enterprise`, `public` or `lab`.",
            see: &["issuer_twice"],
        },
        Code {
            code: "issuer_not_given",
            kinds: &[Problem],
            meaning: "Several issuers are declared, and nothing says which of them signs this \
                     certificate.",
            cure: "Set `defaults: { issuer: NAME }`, and name another on the certificates that \
                  need one: `certificates: [{ usage: edge-external, issuer: public }]`.",
            see: &["unknown_issuer"],
        },
        Code {
            code: "issuer_not_used",
            kinds: &[Warning],
            meaning: "A local authority is declared that no certificate, `defaults` or `oauth` \
                     names. It is made all the same, with a key to look after, and signs nothing.",
            cure: "Take it out of `issuers`, or name it where it shall sign. Taken out, what it has \
                  signed and its directory stay as they are.",
            see: &["unknown_issuer"],
        },
        Code {
            code: "issuer_twice",
            kinds: &[Problem],
            meaning: "Two issuers have one name, so that a certificate could not say which it \
                     means.",
            cure: "Rename one and the certificates that name it. Do not rename one that has \
                  signed already: the inventory knows it by this name.",
            see: &["issuer_name_invalid"],
        },
        Code {
            code: "key_size_invalid",
            kinds: &[Problem],
            meaning: "The key has a size that is unsafe or that no provider makes.",
            cure: "Use 2048, 3072 or 4096 for RSA, and 256, 384 or 521 for EC.",
            see: &["key_size_unlisted"],
        },
        Code {
            code: "key_size_unlisted",
            kinds: &[Warning],
            meaning: "Microsoft lists RSA keys of 2048 and 4096 bits for these servers. Others \
                     usually work, and nobody at Microsoft tests them.",
            cure: "Use 2048, or 4096 where your policy asks for more.",
            see: &["key_size_invalid"],
        },
        Code {
            code: "lifetime_invalid",
            kinds: &[Problem],
            meaning: "A validity or a time of renewal is a number and a unit, without anything \
                     between or behind.",
            cure: "Write `30d`, `6w` or `2y`: days, weeks or years.",
            see: &["date_invalid"],
        },
        Code {
            code: "login_unclear",
            kinds: &[Problem],
            meaning: "An issuer is logged in at in one way, and the manifest names none or \
                     several.",
            cure: "Leave one of the keys of `login`.",
            see: &["secret_source"],
        },
        Code {
            code: "outlives_authority",
            kinds: &[Warning],
            meaning: "Certificates are asked for a longer life than the authority that signs them \
                     has. Nothing can hold longer than its issuer, so they will be cut.",
            cure: "Shorten `validity` of the issuer, or lengthen `authority.validity` before the \
                  authority is made.",
            see: &["issuer_expiring"],
        },
        Code {
            code: "reason_missing",
            kinds: &[Problem],
            meaning: "An exception without a reason cannot be judged by whoever finds it in a \
                     year.",
            cure: "Add `reason:` with who agreed and where, such as `reason: \"ticket 4711\"`.",
            see: &["unknown_check"],
        },
        Code {
            code: "subject_part_invalid",
            kinds: &[Problem],
            meaning: "A part of the subject is empty, has a character that does not show, such as \
                     a tab or a mark of direction, or begins or ends with a blank, which \
                     authorities cut off.",
            cure: "Write plain text, or leave the part out.",
            see: &["subject_part_too_long"],
        },
        Code {
            code: "subject_part_too_long",
            kinds: &[Problem],
            meaning: "X.520 limits the parts of a subject: 64 characters for organization and \
                     unit, 128 for locality and state. Authorities refuse longer ones.",
            cure: "Shorten it. It must be what your PKI or public authority has validated.",
            see: &["subject_part_invalid"],
        },
        Code {
            code: "template_invalid",
            kinds: &[Problem],
            meaning: "The name of a certificate template is empty, has a control character or more \
                     than 255 characters, or begins or ends with a blank. No authority has such a \
                     one.",
            cure: "Write the template's name, such as `WebServer`, or leave it out.",
            see: &["subject_part_invalid"],
        },
        Code {
            code: "unknown_check",
            kinds: &[Problem],
            meaning: "`allow` waives checks that may be waived, and this code is none of them. \
                     Those are `chain_unproved` and `signature_forbidden`.",
            cure: "Copy the lines that the refusal printed. What cannot be waived has to be \
                  mended.",
            see: &["reason_missing"],
        },
        Code {
            code: "unknown_issuer",
            kinds: &[Problem],
            meaning: "A certificate, `defaults` or `oauth` names an issuer that the list \
                     `issuers` does not have.",
            cure: "Correct the name, or declare the issuer.",
            see: &["issuer_not_given"],
        },
        Code {
            code: "wait_invalid",
            kinds: &[Problem],
            meaning: "How long something may take while forecert runs is a number and a unit, \
                     from a second to seven days.",
            cure: "Write `30s`, `5m` or `2h`: seconds, minutes or hours.",
            see: &["lifetime_invalid"],
        },
    ],
};
