//! What the pages of a web enrolment say: by the marks that are the same in every language,
//! and only where there are none by English words.
//!
//! The pages are `certfnsh.asp`, which shows `certrspn` (pending), `certdeny` or `certerr`,
//! and `certnew.cer`. Their elements keep their ids in every language: `locInfoNewReq` and
//! `locInfoChkPnd` (pending), `locDenied`, `locIssRev` (revoked), `locDispLabel` with the
//! disposition as a number, `locDispMsgLabel`, `locLastStatLabel`.

use crate::issuers::http::shown;

/// What came of handing a request in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Submitted {
    /// It has a number; how it stands is asked by that.
    Numbered(String),
    Refused(String),
    /// The page says none of it.
    Unclear(String),
}

/// How a request stands whose certificate was asked for, and not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Pending(String),
    Refused(String),
    Unclear(String),
}

/// Reads what `certfnsh.asp` shows.
pub(super) fn submitted(page: &[u8]) -> Submitted {
    let page = &text(page);
    if let Some(id) = number_after(page, "certnew.cer?ReqID=") {
        return Submitted::Numbered(id);
    }
    let refused = ["locdenied", "locissrev"].iter().any(|id| has(page, id));
    let disposition = disposition(page);
    let says_denied = page.contains("The disposition message is \"");
    if refused || says_denied || disposition.is_some_and(|number| number != 5) {
        return Submitted::Refused(words(page));
    }
    match request_id(page) {
        Some(id) => Submitted::Numbered(id),
        // Nothing was taken under a number, and the page names the fault.
        None if status(page).is_some() => Submitted::Refused(words(page)),
        None => Submitted::Unclear(words(page)),
    }
}

/// Reads what `certnew.cer` shows instead of a certificate.
pub(super) fn standing(page: &[u8]) -> Standing {
    let page = &text(page);
    let words = words(page);
    match disposition(page) {
        Some(5) => Standing::Pending(words),
        Some(2 | 6) => Standing::Refused(words),
        // CERTSRV_E_*, CERT_E_*, CRYPT_E_*: the CA has looked at it and will not sign.
        Some(1) if status(page).is_some_and(|code| code.starts_with("0x8009")) => {
            Standing::Refused(words)
        }
        Some(_) => Standing::Unclear(words),
        None if page.contains("Taken Under Submission") => Standing::Pending(words),
        None if page.contains("Denied by") => Standing::Refused(words),
        None => Standing::Unclear(words),
    }
}

/// How often the CA's own certificate was renewed, as `certcarc.asp` says in a script.
pub(super) fn renewals(page: &[u8]) -> String {
    number_after(&text(page), "nRenewals=").unwrap_or_else(|| "0".to_owned())
}

/// A page as text. Those of an old IIS are in the code page of its language.
fn text(page: &[u8]) -> String {
    match std::str::from_utf8(page) {
        Ok(text) => text.to_owned(),
        Err(_) => page.iter().map(|octet| char::from(*octet)).collect(),
    }
}

/// The CA's disposition, which is a number in every language (certcli.h, CR_DISP_*).
fn disposition(page: &str) -> Option<u32> {
    let value = field(page, "locdisplabel")?;
    let digits: String = value.chars().take_while(char::is_ascii_hexdigit).collect();
    u32::from_str_radix(&digits, 16).ok()
}

/// The last status, such as `0x80094014`.
fn status(page: &str) -> Option<String> {
    let place = field(page, "loclaststatlabel").or_else(|| field(page, "locresultlabel"));
    let place = place.unwrap_or_else(|| visible(page));
    let at = place.find("0x8")?;
    let code = place.get(at..at + 10)?;
    let is_code = code[2..].chars().all(|c| c.is_ascii_hexdigit());
    is_code.then(|| code.to_ascii_lowercase())
}

/// What stands behind the label with this id.
fn field(page: &str, id: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let at = mark(&lower, id)?;
    let label = lower[at..].find("</dt>").map(|end| at + end);
    let from = match label {
        Some(label) => label,
        // Without a list the value follows the end of the label's element.
        None => at + lower[at..].find("</")?,
    };
    let end = lower[from..].find("</dd>").or_else(|| {
        let next = lower[from..].find("id=loc")?;
        lower[from..from + next].rfind('<')
    });
    let end = end.map_or(page.len(), |end| from + end);
    Some(visible(&page[from..end]))
}

/// Whether an element has this id.
fn has(page: &str, id: &str) -> bool {
    mark(&page.to_ascii_lowercase(), id).is_some()
}

/// Where an element has this id, in lower case, with quotes or without.
fn mark(lower: &str, id: &str) -> Option<usize> {
    let forms = [
        format!("id={id}"),
        format!("id=\"{id}\""),
        format!("id='{id}'"),
    ];
    forms.iter().find_map(|form| {
        let mut from = 0;
        while let Some(at) = lower[from..].find(form.as_str()).map(|at| from + at) {
            let behind = lower[at + form.len()..].chars().next();
            if !behind.is_some_and(|c| c.is_ascii_alphanumeric()) {
                return Some(at + form.len());
            }
            from = at + form.len();
        }
        None
    })
}

/// The number of a request: in the page's own form or addresses, else behind the word for it,
/// which is `Id` or `ID` in every language that certsrv speaks.
fn request_id(page: &str) -> Option<String> {
    let hidden = number_after(page, "Name=ReqID Value=\"")
        .or_else(|| number_after(page, "name=\"ReqID\" value=\""))
        .or_else(|| number_after(page, "ReqID="));
    hidden.or_else(|| {
        let text = visible(page);
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let is_word = |word: &&str| word.eq_ignore_ascii_case("id");
        let at = words.iter().position(is_word)?;
        // The number is a few words further on; a day or a year is not.
        let near = words[at + 1..].iter().take(NEAR);
        let mut numbers = near.filter(|word| word.chars().all(|c| c.is_ascii_digit()));
        numbers.next().map(|number| (*number).to_owned())
    })
}

/// How many words may stand between the word for a number and the number.
const NEAR: usize = 6;

/// The digits that follow a text at once.
fn number_after(page: &str, text: &str) -> Option<String> {
    page.match_indices(text).find_map(|(at, _)| {
        let rest = &page[at + text.len()..];
        let digits: String = rest
            .chars()
            .take_while(char::is_ascii_digit)
            .take(20)
            .collect();
        (!digits.is_empty()).then_some(digits)
    })
}

/// What a page says of a fault, in its own language.
fn words(page: &str) -> String {
    let fields = ["locdispmsglabel", "locresultlabel", "loclaststatlabel"];
    let said: Vec<String> = fields
        .iter()
        .filter_map(|id| field(page, id))
        .filter(|said| !said.is_empty() && said != "(none)" && said != "(never set)")
        .collect();
    let text = match said.is_empty() {
        true => visible(page),
        false => said.join("; "),
    };
    shown(text.as_bytes())
}

/// What a reader of a page sees.
fn visible(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let mut text = String::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find('<').map(|open| at + open) {
        text.push_str(&page[at..open]);
        text.push(' ');
        // What a script says is said to nobody.
        let silent = ["script", "style", "title"].iter().find_map(|name| {
            let opened = lower[open + 1..].starts_with(name);
            opened.then(|| lower[open..].find(&format!("</{name}")))
        });
        let from = match silent {
            None => open,
            Some(Some(close)) => open + close,
            Some(None) => lower.len(),
        };
        at = lower[from..]
            .find('>')
            .map_or(lower.len(), |close| from + close + 1);
    }
    text.push_str(&page[at..]);
    let plain = text
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `certnew.cer` shows of a request that is not issued.
    fn page(disposition: &str, message: &str, status: &str) -> String {
        format!(
            "<HTML><Head><Title>x 9</Title></Head><Body><DL>\n\
             <DT ID=locDispLabel><Font Size=-1><B>Verteilung:</B></Font></DT><DD>\n\t\t{disposition} \
             <LocID ID=locDispSpacer>-</LocID> \n\t</DD>\n\
             <DT ID=locDispMsgLabel><B>Verteilungsmeldung:</B></DT><DD>\n\t\t{message}\n\t</DD>\n\
             <DT ID=locResultLabel><B>Ergebnis:</B></DT><DD>\n\t\tx\n\t</DD>\n\
             <DT ID=locLastStatLabel><B>LetzterStatus:</B></DT><DD>\n\t\t{status}\n\t</DD></DL></Body></HTML>"
        )
    }

    #[test]
    fn a_disposition_is_a_number_in_every_language() {
        let pending = page(
            "5",
            "Eingereicht",
            "Der Vorgang wurde beendet. 0x0 (WIN32: 0)",
        );
        assert!(
            matches!(standing(pending.as_bytes()), Standing::Pending(words) if words.contains("Eingereicht"))
        );
        let denied = page(
            "2",
            "Abgelehnt durch CONTOSO\\ca-admin",
            "0x80094014 (-2146877420)",
        );
        assert!(
            matches!(standing(denied.as_bytes()), Standing::Refused(words) if words.contains("Abgelehnt durch"))
        );
        let failed = page("1", "(none)", "0x80094800 (-2146875392)");
        assert!(matches!(standing(failed.as_bytes()), Standing::Refused(_)));
        let gone = page("1", "(none)", "0x800706ba (WIN32: 1722)");
        assert!(matches!(standing(gone.as_bytes()), Standing::Unclear(_)));
    }

    #[test]
    fn a_number_is_found_in_addresses_forms_and_sentences() {
        for (page, id) in [
            ("<A Href=\"certnew.cer?ReqID=17&amp;Enc=b64\">", "17"),
            (
                "<P ID=locInfoNewReq> Your certificate request has been received. </P><P>Your Request Id is 42.",
                "42",
            ),
            (
                "<P ID=locInfoNewReq> Ihre Zertifikatsanforderung wurde empfangen. Die Anforderungs-ID lautet 43. 10 Tage",
                "43",
            ),
            (
                "<P ID=locInfoNewReq> L\u{2019}ID de votre demande est 44. Revenez dans 10 jours",
                "44",
            ),
            ("<Input Type=Hidden Name=ReqID Value=\"45\">", "45"),
        ] {
            assert_eq!(
                submitted(page.as_bytes()),
                Submitted::Numbered(id.into()),
                "{page}"
            );
        }
    }

    #[test]
    fn a_refusal_is_told_by_its_mark_and_keeps_its_words() {
        for page in [
            "<P ID=locPageTitle><B>Anforderung abgelehnt</B><P ID=locDenied>Die Anforderung 12 wurde abgelehnt.</P>",
            "<p>Your Request Id is 12. The disposition message is \"Denied by Policy Module\".</p>",
            "<p>Fehler bei der Analyse. 0x80094800</p>",
        ] {
            assert!(
                matches!(submitted(page.as_bytes()), Submitted::Refused(_)),
                "{page}"
            );
        }
        let said = submitted(b"<P ID=locDenied>Die Anforderung wurde abgelehnt \xfcber alles.</P>");
        assert_eq!(
            said,
            Submitted::Refused("Die Anforderung wurde abgelehnt \u{fc}ber alles.".into())
        );
    }

    #[test]
    fn a_page_of_something_else_is_unclear() {
        for page in [
            "",
            "<html><body>Proxy: please log in at 10.0.0.1</body></html>",
            "<<<<",
        ] {
            assert!(
                matches!(submitted(page.as_bytes()), Submitted::Unclear(_)),
                "{page}"
            );
            assert!(
                matches!(standing(page.as_bytes()), Standing::Unclear(_)),
                "{page}"
            );
        }
    }

    #[test]
    fn what_a_script_says_is_not_seen() {
        let page =
            "<Title>x 9</Title><SCRIPT>var id = 4;</SCRIPT><B>a &amp; b</B><script>never closed";
        assert_eq!(visible(page), "a & b");
    }

    #[test]
    fn a_page_of_a_megabyte_of_brackets_is_read_once() {
        for piece in ["<", "<script>", "<b id=locDispLabel>", "ID=locDispLabel "] {
            let page = piece.repeat((1 << 20) / piece.len());
            let _ = (submitted(page.as_bytes()), standing(page.as_bytes()));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_page_is_too_odd(page in ".{0,400}", mark in "ID=loc(DispLabel|DispMsgLabel|LastStatLabel|Denied)") {
            let page = format!("{page}{mark}{page}</DT>{page}</DD>");
            let _ = (submitted(page.as_bytes()), standing(page.as_bytes()), renewals(page.as_bytes()));
        }
    }
}
