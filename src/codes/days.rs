//! Days that people plan by: when something is needed, when it must be asked for, and when
//! nothing is renewed.

use super::Kind::{Problem, Reason, Remark, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Days and freezes",
    codes: &[
        Code {
            code: "freeze_ends_first",
            kinds: &[Problem],
            meaning: "The last day of a freeze is before its first one.",
            cure: "`from` is the first day of the freeze and `until` its last; exchange them, or \
                  correct the year.",
            see: &["frozen"],
        },
        Code {
            code: "freeze_twice",
            kinds: &[Problem],
            meaning: "Two freezes are of the same days, so that one of their reasons would never \
                     be seen.",
            cure: "Take one out and put both reasons into the other. Freezes that overlap or touch \
                  are possible, and act as one.",
            see: &["frozen"],
        },
        Code {
            code: "frozen",
            kinds: &[Reason, Remark],
            meaning: "A renewal is due, and a freeze of the manifest holds it back. The \
                     certificate in use holds long enough for its successor to be made after the \
                     freeze, with the `lead_time` of its issuer. New and changed certificates are \
                     made in a freeze too.",
            cure: "Nothing is to be done. To renew all the same, take the freeze out of the \
                  manifest.",
            see: &["frozen_but_ending", "expiring"],
        },
        Code {
            code: "frozen_but_ending",
            kinds: &[Reason],
            meaning: "A freeze would hold this renewal back, but the certificate in use ends \
                     before the freeze does, or so soon after it that its issuer could not answer \
                     in time.",
            cure: "Renew it in the freeze: agree on an exception with those who decide on changes. \
                  To have it due before the freeze next time, lengthen `renew_before`.",
            see: &["frozen"],
        },
        Code {
            code: "held_too_long",
            kinds: &[Warning],
            meaning: "`submit_after` of an issuer holds requests back for so long that the answer \
                     cannot be there by the day on which something is needed.",
            cure: "Set `submit_after` to the day that the message names or an earlier one, or move \
                  `needed_by`.",
            see: &["held_until", "late"],
        },
        Code {
            code: "held_until",
            kinds: &[Reason],
            meaning: "Key and request are made, and the request does not leave before \
                     `submit_after` of its issuer: a certificate that is asked for later holds \
                     longer on the day it is needed. `bundle --requests` leaves it out until then.",
            cure: "Nothing is to be done before that day. On it, `forecert bundle --requests` hands \
                  the request out.",
            see: &["awaiting_issuer", "held_too_long"],
        },
        Code {
            code: "late",
            kinds: &[Warning],
            meaning: "The day by which a certificate is needed cannot be kept, or may not be: the \
                     issuer should have been asked earlier by its `lead_time`, or the day is past.",
            cure: "Ask at once, and for a fast answer; or move `needed_by`, if the day itself has \
                  moved.",
            see: &["needed_by", "renewal_late"],
        },
        Code {
            code: "needed_by",
            kinds: &[Reason],
            meaning: "The manifest says by when the certificate must be there. What must be asked \
                     for first, by `needed_by` and the issuer's `lead_time`, stands first within \
                     its step.",
            cure: "Have the request with its issuer by the second day that the message names.",
            see: &["late", "remaining_too_little"],
        },
        Code {
            code: "remaining_too_little",
            kinds: &[Warning],
            meaning: "A certificate that is asked for now would hold for less than `min_remaining` \
                     on the day it is needed. With a public issuer, what may be issued on that day \
                     counts too.",
            cure: "Ask for it later: `submit_after` of the issuer makes key and request now and \
                  lets them leave on a day. Or ask for a longer validity.",
            see: &["held_until", "needed_by"],
        },
        Code {
            code: "renew_before_short",
            kinds: &[Warning],
            meaning: "A renewal is due later than its issuer takes to answer: the successor would \
                     come when the certificate is over.",
            cure: "Lengthen `renew_before`. A length of time counts for at most a third of the \
                  lifetime; a share such as `50%` may be more.",
            see: &["renewal_late"],
        },
        Code {
            code: "renewal_late",
            kinds: &[Problem],
            meaning: "The certificate in use ends sooner than its issuer takes to answer, and its \
                     successor is not here.",
            cure: "Press the issuer for its answer, or ask at once if nobody has. If it cannot \
                  come in time, have another issuer sign: an enterprise one answers at once.",
            see: &["expiring", "late"],
        },
    ],
};
