//! What is foretold is what the plan does when its day has come.

use std::io::Write as _;
use std::process::{Command, Stdio};

use forecert::cert::Validity;
use forecert::forecast::{Forecast, ForecastDocument, What};
use forecert::report;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::estate::{Estate, More, SECOND};
use crate::tools;
use crate::tools::tool_or_pass;

const BEGIN: OffsetDateTime = datetime!(2026-03-01 0:00 UTC);

/// What happens, as day, what, last day and the limit.
fn events(estate: &Estate, now: OffsetDateTime, until: OffsetDateTime) -> Vec<String> {
    let (plan, inventory) = (estate.plan(now), estate.inventory());
    let forecast = Forecast::new(&estate.desired, &inventory, &plan, until);
    let day = forecert::cert::day;
    let told = forecast.events.iter().map(|event| {
        let limit = event.limit.map_or(String::new(), |days| format!(" {days}"));
        let (at, end) = (day(event.at), day(event.not_after));
        format!("{at} {} {end}{limit}", event.what.name())
    });
    told.collect()
}

#[test]
fn the_first_renewal_is_foretold_for_the_second_at_which_the_plan_makes_it() {
    let freeze = "freeze: [{ from: 2027-01-15, until: 2027-02-10, reason: a }]";
    for (top, terms) in [
        ("", ""),
        ("", ", renew_before: 7d"),
        ("", ", renew_before: 50%"),
        (freeze, ""),
        (freeze, ", renew_before: 20d"),
    ] {
        let more = More {
            top,
            terms,
            ..More::default()
        };
        let estate = Estate::asking(more).holding(Validity {
            not_before: BEGIN,
            not_after: BEGIN + Duration::days(365),
        });
        let (plan, inventory) = (estate.plan(BEGIN), estate.inventory());
        let until = BEGIN + Duration::days(730);
        let forecast = Forecast::new(&estate.desired, &inventory, &plan, until);
        let first = forecast.events[0];
        assert_eq!(first.what, What::Renewal);
        let makes = |estate: &Estate, now| estate.plan(now).makes();
        estate.around(first.at, makes, [false, true, true]);
    }
}

#[test]
fn what_is_due_stands_first_and_what_is_awaited_is_no_renewal() {
    let estate = Estate::asking(More::default());
    let until = datetime!(2027-01-01 0:00 UTC);
    assert_eq!(
        events(&estate, BEGIN, until),
        ["2026-03-01 issue 2027-03-01"]
    );
    estate.apply(BEGIN);
    assert_eq!(
        events(&estate, BEGIN, until),
        ["2026-03-01 answer 2027-03-01"]
    );
    estate.answer(Validity {
        not_before: BEGIN,
        not_after: BEGIN + Duration::days(90),
    });
    let later = datetime!(2026-05-20 0:00 UTC);
    assert_eq!(
        events(&estate, later, until),
        ["2026-05-20 renewal 2027-05-20"]
    );
    assert_eq!(events(&estate, later, later + SECOND).len(), 1);
}

#[test]
fn public_limits_count_from_their_day_on() {
    let estate = Estate::of_public_year();
    // Asked for a year: 398 days may be given until the 15th of March 2026.
    let before = datetime!(2026-03-14 23:59:59 UTC);
    assert_eq!(
        events(&estate, before, before + SECOND),
        ["2026-03-14 issue 2027-03-14"]
    );
    for (day, told) in [
        (
            datetime!(2026-03-15 0:00 UTC),
            "2026-03-15 issue 2026-10-01 200",
        ),
        (
            datetime!(2027-03-14 0:00 UTC),
            "2027-03-14 issue 2027-09-30 200",
        ),
        (
            datetime!(2027-03-15 0:00 UTC),
            "2027-03-15 issue 2027-06-23 100",
        ),
        (
            datetime!(2029-03-14 0:00 UTC),
            "2029-03-14 issue 2029-06-22 100",
        ),
        (
            datetime!(2029-03-15 0:00 UTC),
            "2029-03-15 issue 2029-05-01 47",
        ),
    ] {
        assert_eq!(events(&estate, day, day + SECOND), [told]);
    }
}

#[test]
fn renewals_become_more_as_public_lifetimes_become_less() {
    let estate = Estate::of_public_year();
    let (plan, inventory) = (estate.plan(BEGIN), estate.inventory());
    let until = datetime!(2031-01-01 0:00 UTC);
    let forecast = Forecast::new(&estate.desired, &inventory, &plan, until);
    let document = ForecastDocument::new(&forecast);
    let counts = |of: &[forecert::forecast::YearDocument]| {
        let counts = of
            .iter()
            .map(|one| (one.name.clone(), one.year, one.renewals));
        counts.collect::<Vec<_>>()
    };
    let public = |year, renewals| ("public".to_owned(), year, renewals);
    assert_eq!(
        counts(&document.by_issuer),
        [
            public(2027, 4),
            public(2028, 5),
            public(2029, 10),
            public(2030, 12)
        ]
    );
    let of_pool = counts(&document.by_pool);
    assert!(of_pool.iter().all(|(pool, ..)| pool == "sbc.contoso.net"));
    let gaps = forecast.events.windows(2);
    let in_order = gaps.map(|pair| pair[1].follows == Some(pair[0].not_after));
    assert!(in_order.into_iter().all(|follows| follows));
}

#[test]
fn what_a_local_authority_signs_is_not_foretold_beyond_its_end() {
    let estate = Estate::local(More::default());
    estate.apply(BEGIN);
    // Ten years from the beginning.
    let end = datetime!(2036-02-27 0:00 UTC);
    let now = end - Duration::days(300);
    let told = events(&estate, now, now + Duration::days(700));
    // The last is the authority's own.
    assert_eq!(
        told,
        [
            "2035-05-03 renewal 2036-02-27",
            "2036-01-28 renewal 2046-01-25"
        ]
    );
}

#[test]
fn the_calendar_is_the_same_each_time_and_another_reader_understands_it() {
    let estate = Estate::of_public_year();
    let calendar = || {
        let (plan, inventory) = (estate.plan(BEGIN), estate.inventory());
        let until = datetime!(2028-01-01 0:00 UTC);
        report::forecast_calendar(&Forecast::new(&estate.desired, &inventory, &plan, until))
    };
    let text = calendar();
    assert_eq!(text, calendar());
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }
    let script = "\
import sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
for event in calendar.walk('VEVENT'):
    print(event.decoded('DTSTART'), event.decoded('DTEND'), event['SUMMARY'])
    assert event['UID'] and event.decoded('DTSTAMP') and not event.errors
    assert 'is' in event['DESCRIPTION']
";
    let python = tool_or_pass!("python3");
    let read = |script: &str, text: &str| {
        let mut reader = Command::new(&python);
        reader.args(["-c", script]).stdin(Stdio::piped());
        let reader = reader.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut reader = reader.spawn().expect("Python");
        let mut input = reader.stdin.take().expect("a pipe");
        // A reader that is missing does not read.
        let _ = input.write_all(text.as_bytes());
        drop(input);
        reader.wait_with_output().expect("an end")
    };
    if !read("import icalendar", "").status.success() {
        tools::say("passed over: Python has no `icalendar`");
        return;
    }
    let output = read(script, &text);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let id = "sbc.contoso.net/sbc01.contoso.net/tls";
    let expected = format!(
        "2026-03-01 2026-03-02 make {id}\n\
         2027-01-30 2027-01-31 renew {id}\n\
         2027-07-19 2027-07-20 renew {id}\n\
         2027-09-27 2027-09-28 renew {id}\n\
         2027-12-06 2027-12-07 renew {id}\n"
    );
    assert_eq!(told, expected);
}
