//! What a brand has still to state, as a list that somebody can work through from top to bottom.

use fineprint::diagnostic::counted;
use fineprint::id::BrandId;
use fineprint::todo::{Task, Todo};

pub(crate) fn print(brand: &BrandId, todo: &Todo) -> String {
    let mut out = format!("To do for brand {brand}, in brands/{brand}/brand.toml\n");
    if !todo.values.is_empty() {
        out.push_str(&format!(
            "\n{} to supply; a value that stands under [unknown] leaves that list when it is supplied\n",
            counted(todo.values.len(), "value")
        ));
        out.push_str(&lines(&todo.values, "for"));
    }
    if !todo.facts.is_empty() {
        out.push_str(&format!("\n{} to state under [facts], on which sections rest\n", counted(todo.facts.len(), "fact")));
        out.push_str(&lines(&todo.facts, "decides"));
    }
    if todo.facts_of_law > 0 {
        let decide = if todo.facts_of_law == 1 { "decides" } else { "decide" };
        let (facts, what) = (counted(todo.facts_of_law, "fact"), if todo.facts.is_empty() { "" } else { " more" });
        out.push_str(&format!(
            "\n{facts}{what} {decide} what the law asks of the brand: fineprint coverage --brand {brand} --status undecided\n"
        ));
    }
    if !todo.disclosures.is_empty() {
        out.push_str(&format!(
            "\n{} that the law asks for and no page makes; write clauses with their names under `covers`, or waive them under \
             [waivers] and say why\n",
            counted(todo.disclosures.len(), "disclosure")
        ));
        out.push_str(&lines(&todo.disclosures, "on"));
    }
    out
}

/// A line for each: its key, what it is for, and what wants it.
fn lines(tasks: &[Task], wants: &str) -> String {
    let width = tasks.iter().map(|task| task.key.chars().count()).max().unwrap_or_default();
    let line = |task: &Task| {
        let meaning = task.meaning.trim_end_matches('.');
        let by = task.wanted_by.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let by = if by.is_empty() { String::new() } else { format!(" ({wants} {by})") };
        let note = task.note.as_deref().unwrap_or_default();
        // What is the brand's own has no meaning that the library knows; the brand's words have to do.
        let (meaning, note) = if meaning.is_empty() { (note.trim_end_matches('.'), "") } else { (meaning, note) };
        let separator = if note.is_empty() { "" } else { "; " };
        format!("  {:<width$}  {meaning}{by}{separator}{note}\n", task.key)
    };
    tasks.iter().map(line).collect()
}
