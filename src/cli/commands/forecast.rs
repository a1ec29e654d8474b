//! `forecert forecast`: which certificates fall due when.

use time::Duration;

use crate::cli::arguments::{Common, ForecastArgs, ForecastFormat};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::forecast::{Forecast, ForecastDocument, MOST_YEARS};
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &ForecastArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let until = args
        .until
        .unwrap_or(now.saturating_add(Duration::days(365)));
    if until <= now {
        let message = "--until is not later than the moment from which to look ahead";
        let cure = "give a later day, such as one of next year";
        return Err(Stop::text(Exit::Usage, message, cure));
    }
    if until - now > Duration::days(MOST_YEARS * 365) {
        let message = format!("--until is more than {MOST_YEARS} years ahead");
        let cure = "give an earlier day: what is known today says nothing of one so late";
        return Err(Stop::text(Exit::Usage, message, cure));
    }
    let plan = context.plan(&inventory, &args.selection.selection(), now)?;
    let forecast = Forecast::new(&context.desired, &inventory, &plan, until);
    output::result(&match args.format {
        ForecastFormat::Human => report::forecast(&forecast, output::look(common)),
        ForecastFormat::Json => ForecastDocument::new(&forecast).to_json(),
        ForecastFormat::Ics => report::forecast_calendar(&forecast),
    });
    Ok(Exit::Done)
}
