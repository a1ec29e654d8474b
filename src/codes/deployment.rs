//! Faults in what holds for the whole deployment: domains, simple URLs, XMPP, directories.

use super::Kind::{Problem, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "The deployment in the manifest",
    codes: &[
        Code {
            code: "authority_in_inventory",
            kinds: &[Problem],
            meaning: "The directory of a local authority holds its private key, and an inventory \
                     may be committed. One inside the other would publish the key with the next \
                     commit.",
            cure: "Give `directory` of the issuer a place beside the inventory, such as `ca`, and \
                  list it in `.gitignore`.",
            see: &["keys_not_apart", "directory_shared"],
        },
        Code {
            code: "directory_shared",
            kinds: &[Problem],
            meaning: "Two local authorities, or an authority and the server keys, use one \
                     directory or one inside the other. It would not be clear whose key and whose \
                     revocation list lie there.",
            cure: "Give each local authority a directory of its own.",
            see: &["authority_in_inventory"],
        },
        Code {
            code: "domain_twice",
            kinds: &[Problem],
            meaning: "The same SIP or XMPP domain stands twice in its list. Upper and lower case \
                     make no difference.",
            cure: "Delete one. The first SIP domain of the list is the default one and names the \
                  OAuth certificate.",
            see: &["name_invalid"],
        },
        Code {
            code: "keys_not_apart",
            kinds: &[Problem],
            meaning: "The key directory lies inside the inventory or the other way round. The \
                     inventory is meant to be committed and shown in pull requests; the keys \
                     never are.",
            cure: "Set `inventory` and `keys.directory` to directories beside each other. The \
                  best place for keys is outside of the working copy, such as `../keys`.",
            see: &["keys_not_ignored", "key_in_inventory"],
        },
        Code {
            code: "meet_url_missing",
            kinds: &[Warning],
            meaning: "Users of a SIP domain get meeting links on that domain's Meet URL. Without \
                     one their meetings have links that no certificate covers, or none at all.",
            cure: "Add a URL for each SIP domain under `simple_urls.meet`: \
                  `https://meet.fabrikam.com`, or `https://lync.contoso.com/fabrikam/meet` where \
                  one host serves all.",
            see: &["simple_url_invalid"],
        },
        Code {
            code: "name_invalid",
            kinds: &[Problem],
            meaning: "A name breaks a rule of DNS host names: letters, digits and hyphens in \
                     labels of at most 63 characters, at least two labels. An underscore is the \
                     usual culprit; a short NetBIOS name is another.",
            cure: "Write the full FQDN. A server whose real name has an underscore must be \
                  renamed: Lync Server does not take it either.",
            see: &["common_name_too_long"],
        },
        Code {
            code: "path_invalid",
            kinds: &[Problem],
            meaning: "A path in the manifest has to work on every machine that reads it: \
                     relative, with `/` between its parts, without drive letters and reserved \
                     Windows names.",
            cure: "Write it relative to the manifest, such as `inventory` or `../keys`.",
            see: &["keys_not_apart"],
        },
        Code {
            code: "product_missing",
            kinds: &[Problem],
            meaning: "The names and types of the role's certificates depend on the product: XMPP \
                     went with Skype for Business Server 2019, for instance.",
            cure: "Add `product:` with `lync-server-2013`, `skype-for-business-2015`, \
                  `skype-for-business-2019` or `skype-for-business-se`.",
            see: &[],
        },
        Code {
            code: "secret_source",
            kinds: &[Problem],
            meaning: "An entry of `secrets` names no place of a password, two places of one, or a \
                     variable that cannot be. A program to run is no place here, on purpose: plans \
                     are made of what strangers propose.",
            cure: "Write `{ env: NAME }` or `{ file: PATH }`, one entry for each password.",
            see: &["secret_missing"],
        },
        Code {
            code: "simple_url_invalid",
            kinds: &[Problem],
            meaning: "Lync Server takes simple URLs with `https://`, without a port, and a host \
                     name, and a path of letters, digits and dots.",
            cure: "Write one such as `https://meet.contoso.com` or \
                  `https://lync.contoso.com/meet`.",
            see: &["simple_url_prefix", "simple_url_is_pool"],
        },
        Code {
            code: "simple_url_is_pool",
            kinds: &[Problem],
            meaning: "A simple URL and a pool have the same host name. SIP traffic and web \
                     traffic of that name go to different addresses, so one of the two would \
                     fail.",
            cure: "Give simple URLs hosts of their own, such as `meet.contoso.com`, \
                  `dialin.contoso.com` and `admin.contoso.com`.",
            see: &["simple_url_invalid"],
        },
        Code {
            code: "simple_url_prefix",
            kinds: &[Problem],
            meaning: "One simple URL is equal to another or is its beginning. Topology Builder \
                     refuses that, since a request could not be told apart.",
            cure: "Give each its own host, or paths of which none begins another.",
            see: &["simple_url_invalid"],
        },
        Code {
            code: "simple_urls_incomplete",
            kinds: &[Warning],
            meaning: "Simple URLs of a site or a pool replace those of the deployment as a whole. \
                     A kind that is not repeated is missing there: its users have no such link, \
                     and the certificate no such name.",
            cure: "Repeat all kinds of simple URLs that shall hold: `meet`, `dialin` and `admin`.",
            see: &["meet_url_missing"],
        },
        Code {
            code: "sip_domains_missing",
            kinds: &[Problem],
            meaning: "Every role but `custom` derives names from the SIP domains, and the OAuth \
                     certificate is named after the first.",
            cure: "Add `sip_domains: [contoso.com]`, the default SIP domain first. \
                  `Get-CsSipDomain` lists those of an existing deployment.",
            see: &["domain_twice"],
        },
        Code {
            code: "xmpp_domains_missing",
            kinds: &[Problem],
            meaning: "XMPP federation is declared without a domain, so that nothing would be \
                     added to any certificate.",
            cure: "List the SIP domains that federate by XMPP, or take `xmpp` out.",
            see: &["xmpp_without_edge"],
        },
        Code {
            code: "xmpp_removed",
            kinds: &[Problem],
            meaning: "Skype for Business Server 2019 and Subscription Edition have no XMPP \
                     gateway any more, so no certificate of theirs has the type `XmppServer`.",
            cure: "Take `xmpp` out, or correct `product`.",
            see: &["product_missing"],
        },
        Code {
            code: "xmpp_without_edge",
            kinds: &[Warning],
            meaning: "XMPP federation adds names to the external certificate of Edge pools, and \
                     there is no Edge pool in this manifest.",
            cure: "Declare the Edge pool, or take `xmpp` out.",
            see: &["xmpp_removed"],
        },
    ],
};
