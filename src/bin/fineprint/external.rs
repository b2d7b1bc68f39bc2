//! `fineprint check --external`: asks for the external addresses on the pages, and says what came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use fineprint::Compiled;
use fineprint::check::Addresses;
use fineprint::diagnostic::Findings;
use fineprint::external::{self, Answer, Manners};

use crate::args::Check;

/// How long a host is left alone between two requests.
const PAUSE: Duration = Duration::from_secs(1);

/// Adds what is wrong with external addresses to the findings; returns what the log says of the asking.
pub(crate) fn ask(compiled: &mut Compiled, args: &Check) -> String {
    let addresses = Addresses::on_pages(&compiled.brands);
    let allowed: BTreeSet<String> = args.external_allow.iter().cloned().collect();
    let answers = external::ask(addresses.iter(), &Manners { time: Duration::from_secs(args.external_timeout), pause: PAUSE, allowed });
    let (mut findings, mut log) = (Findings::default(), String::new());
    std::mem::take(&mut compiled.findings).into_iter().for_each(|finding| findings.push(finding));
    for (address, answer) in &answers {
        match answer {
            Answer::Fine => {}
            Answer::Dead(why) => findings.push(addresses.dead(address, why)),
            Answer::Moved(to) => findings.push(addresses.moved(address, to)),
            Answer::Unsure(why) => log.push_str(&format!("{address}: {why}\n")),
        }
    }
    let unasked = addresses.iter().count() - answers.len();
    let beyond = if unasked > 0 { format!(", {unasked} more not: {} is the most", external::MOST) } else { String::new() };
    if !args.scope.quiet || unasked > 0 {
        log.push_str(&format!("external addresses: {} asked for{beyond}\n", answers.len()));
    }
    compiled.findings = findings.sorted();
    log
}
