//! Faults in what is declared for single certificates.

use super::Kind::{Problem, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Certificates in the manifest",
    codes: &[
        Code {
            code: "av_shared",
            kinds: &[Remark],
            meaning: "The external certificate of an Edge pool is its A/V authentication \
                     certificate too, and it is followed by another one. A/V authentication \
                     keeps an old and a new certificate side by side, so that tokens made with \
                     the old one, which live for 8 hours, stay good; the other services do not. \
                     A certificate for both switches at once.",
            cure: "Replace it in a quiet hour; or set `edge.av_certificate: separate`: A/V gets a \
                  certificate of its own, which takes over by date, need not be a public one, and \
                  can be renewed apart from the other.",
            see: &[],
        },
        Code {
            code: "certificates_missing",
            kinds: &[Warning],
            meaning: "A pool of the role `custom` derives nothing: without `certificates` it has \
                     none.",
            cure: "Declare one, such as `{ usage: tls, common_name: \"{server}\", dns: \
                  [\"{server}\"] }`, or take the pool out.",
            see: &["usage_not_derived"],
        },
        Code {
            code: "client_auth_public_issuer",
            kinds: &[Warning],
            meaning: "Public authorities stop putting client authentication into certificates for \
                     servers, and browsers end their trust in it. Only public IM with AOL needed \
                     it, which has ended.",
            cure: "Take `client-auth` out of `eku`. Where a peer really asks for a client \
                  certificate, let an enterprise issuer sign it.",
            see: &["eku_empty", "server_auth_missing"],
        },
        Code {
            code: "common_name_left_out",
            kinds: &[Problem],
            meaning: "`without_dns` names the common name. Clients of today look at the \
                     alternative names only (RFC 6125 6.4.4), so a common name that is not \
                     repeated there counts for nothing.",
            cure: "Take the name out of `without_dns`.",
            see: &["name_left_out"],
        },
        Code {
            code: "eku_empty",
            kinds: &[Problem],
            meaning: "A certificate without extended key usages may serve for every purpose, and \
                     public authorities issue none like that.",
            cure: "Write `eku: [server-auth]`, with `client-auth` beside it only where the peer \
                  asks for a client certificate.",
            see: &["field_not_possible"],
        },
        Code {
            code: "extra_name_derived",
            kinds: &[Remark],
            meaning: "A name in `extra_dns` is one that the role derives anyhow, in every \
                     certificate of this usage. It has no effect and hides the names that have.",
            cure: "Take it out of `extra_dns`.",
            see: &["name_not_derived"],
        },
        Code {
            code: "field_not_possible",
            kinds: &[Problem],
            meaning: "Roles derive common name, names and usages from Microsoft's requirements; \
                     on them only `extra_dns` and `without_dns` change names. On a `custom` pool \
                     it is the other way round: all is declared, and there is nothing to leave \
                     out.",
            cure: "Use `extra_dns` or `without_dns` on a role, and `common_name`, `dns` and `eku` \
                  on a `custom` pool.",
            see: &["name_left_out", "usage_not_derived"],
        },
        Code {
            code: "internal_name_public_issuer",
            kinds: &[Warning],
            meaning: "Public authorities may not certify names that nobody owns in public DNS, \
                     such as `.local` or `.corp` (CA/Browser Forum, Baseline Requirements 4.2.2). \
                     The order would be refused.",
            cure: "Let an enterprise issuer or a local authority sign this certificate, and keep \
                  the public one for names that the internet resolves.",
            see: &["issuer_not_given"],
        },
        Code {
            code: "name_added_and_left_out",
            kinds: &[Problem],
            meaning: "One name stands in `extra_dns` and in `without_dns` of the same certificate.",
            cure: "Decide, and take it out of one of the lists.",
            see: &["name_left_out"],
        },
        Code {
            code: "name_left_out",
            kinds: &[Warning],
            meaning: "`without_dns` takes a name out that Microsoft's requirements ask for. \
                     Clients that use it will see a certificate error; the page linked beside the \
                     warning says which.",
            cure: "Keep it out only where the service behind the name is really not used, and say \
                  why in a comment. To see the rule: `forecert explain ID NAME`.",
            see: &["common_name_left_out", "name_not_derived"],
        },
        Code {
            code: "name_not_derived",
            kinds: &[Problem],
            meaning: "`without_dns` names something that the role does not put into this \
                     certificate, so that nothing would change. A slip here would leave the name \
                     in that was meant to go.",
            cure: "Correct the name, or take it out. `forecert explain ID` lists the names with \
                  their rules.",
            see: &["name_left_out"],
        },
        Code {
            code: "names_missing",
            kinds: &[Problem],
            meaning: "A custom certificate has neither common name nor names. No authority signs \
                     that, and no client could match it.",
            cure: "Give `dns: [\"{server}\"]`, or `common_name`, or both.",
            see: &["certificates_missing"],
        },
        Code {
            code: "oauth_key_not_rsa",
            kinds: &[Problem],
            meaning: "Servers and Exchange verify OAuth tokens with the key of this certificate \
                     and support RSA of at least 2048 bits only.",
            cure: "Set `oauth: { key: { algorithm: rsa, size: 2048 } }`.",
            see: &["ec_key"],
        },
        Code {
            code: "oauth_without_pools",
            kinds: &[Warning],
            meaning: "The OAuthTokenIssuer certificate belongs to Front End, Standard Edition and \
                     Director servers, and the manifest has none, so none is made.",
            cure: "Take `oauth` out, or declare the pools.",
            see: &[],
        },
        Code {
            code: "per_not_possible",
            kinds: &[Problem],
            meaning: "An Edge pool's servers need the same certificate and key, since A/V \
                     Authentication issues tokens that each of them must accept; a Standard \
                     Edition server has nobody to share with.",
            cure: "Take `per` out. It is free on Front End, Director, Mediation and custom pools.",
            see: &[],
        },
        Code {
            code: "placeholder_not_possible",
            kinds: &[Problem],
            meaning: "`{server}` stands for the one server that a certificate is for. A \
                     certificate that the pool shares is for all of them.",
            cure: "Use `{pool}`, write the names out, or set `per: server`.",
            see: &["unknown_placeholder"],
        },
        Code {
            code: "same_as_chain",
            kinds: &[Problem],
            meaning: "`same_as` names a certificate that is itself replaced by another one, so \
                     nothing would be made of either.",
            cure: "Name the certificate that is made in the end.",
            see: &["same_as_itself"],
        },
        Code {
            code: "same_as_itself",
            kinds: &[Problem],
            meaning: "`same_as` names the certificate on which it stands.",
            cure: "Name the certificate of another pool, or take `same_as` out.",
            see: &["same_as_chain"],
        },
        Code {
            code: "same_as_not_possible",
            kinds: &[Problem],
            meaning: "Microsoft allows one public certificate on Edge and reverse proxy; the \
                     certificates of other roles have requirements that one certificate cannot \
                     meet together.",
            cure: "Take `same_as` out, so that the certificate is made, or name the external \
                  certificate of an Edge pool on the `farm` of a reverse proxy.",
            see: &["per_not_possible"],
        },
        Code {
            code: "server_auth_missing",
            kinds: &[Problem],
            meaning: "Every server certificate of the product needs server authentication, and \
                     `eku` lists other usages only.",
            cure: "Add `server-auth`, or take `eku` out: server authentication is what a role has \
                  by itself.",
            see: &["eku_empty", "usages_differ"],
        },
        Code {
            code: "unknown_certificate",
            kinds: &[Problem],
            meaning: "`same_as` names a certificate that this manifest does not derive or declare.",
            cure: "Correct the id; `forecert status` lists all of them.",
            see: &["unknown_pool"],
        },
        Code {
            code: "unknown_placeholder",
            kinds: &[Problem],
            meaning: "Only `{pool}` and `{server}` stand for something. Braces in other text are \
                     taken for a slip.",
            cure: "Write `{pool}` or `{server}`, or the name itself.",
            see: &["placeholder_not_possible"],
        },
        Code {
            code: "usage_invalid",
            kinds: &[Problem],
            meaning: "The usage of a custom certificate is a folder and a part of its id: \
                     lower-case letters and hyphens, at most 32 characters, beginning with a \
                     letter.",
            cure: "Choose a word such as `tls`, `sip` or `management`.",
            see: &["usage_twice"],
        },
        Code {
            code: "usage_not_derived",
            kinds: &[Problem],
            meaning: "Under `certificates` a usage is named that this role does not have, or has \
                     only in another layout: `web-internal` and `web-external` exist with \
                     `certificate_layout: split`, `edge-av` with `edge.av_certificate: separate`.",
            cure: "Correct the usage, or choose the layout that has it. Certificates of other \
                  services belong on a `custom` pool.",
            see: &["usage_twice", "section_not_used"],
        },
        Code {
            code: "usage_twice",
            kinds: &[Problem],
            meaning: "One usage is declared twice on the same pool. Both would have the same id.",
            cure: "Put both into one entry, or give custom certificates usages of their own.",
            see: &["usage_not_derived"],
        },
        Code {
            code: "wildcard_extra_name",
            kinds: &[Warning],
            meaning: "Microsoft supports wildcards for simple URLs and Autodiscover names only: on \
                     Front End Servers, Directors and the reverse proxy, never for SIP, and on no \
                     other role. Lync Phone Edition and other desk phones do not match them.",
            cure: "List the hosts one by one. Where only the reverse proxy needs it: \
                  `simple_urls: { wildcard: reverse-proxy }`.",
            see: &["name_left_out"],
        },
    ],
};
