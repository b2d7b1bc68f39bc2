//! What programs read holds to its schema, in every case.

use std::sync::LazyLock;

use fineprint::Compiled;
use fineprint::diagnostic::{Format, print, print_below};
use fineprint::source::Sources;
use jsonschema::Validator;
use serde_json::Value;

static FINDINGS: LazyLock<Validator> = LazyLock::new(|| validator("schemas/findings.schema.json"));
static SARIF: LazyLock<Validator> = LazyLock::new(|| validator("tests/schemas/sarif-schema-2.1.0.json"));

fn validator(path: &str) -> Validator {
    // OASIS's pattern of a language has a stray bracket, which the validator does not take. Reports name no language.
    let text = std::fs::read_to_string(path).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    jsonschema::options().should_validate_formats(true).build(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// Expects the JSON and the SARIF of what was found to be as their schemas have it, and to say the same.
pub(crate) fn check(compiled: &Compiled, sources: &Sources) {
    let json: Value = serde_json::from_str(&print(&compiled.findings, sources, Format::Json)).unwrap();
    holds(&FINDINGS, &json);
    let sarif: Value = serde_json::from_str(&print_below(&compiled.findings, sources, Format::Sarif, "a folder")).unwrap();
    holds(&SARIF, &sarif);
    let codes = |list: &Value, key: &str| list.as_array().unwrap().iter().map(|one| one[key].clone()).collect::<Vec<_>>();
    let run = &sarif["runs"][0];
    assert_eq!(codes(&json["findings"], "code"), codes(&run["results"], "ruleId"));
    let rules = codes(&run["tool"]["driver"]["rules"], "id");
    for result in run["results"].as_array().unwrap() {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], result["ruleId"]);
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("a%20folder/"), "{uri}");
    }
    let commands = print(&compiled.findings, sources, Format::Github);
    assert_eq!(commands.lines().count(), compiled.findings.len(), "a command a finding:\n{commands}");
}

fn holds(schema: &Validator, report: &Value) {
    let wrong: Vec<String> = schema.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}\n{report:#}", wrong.join("\n"));
}
