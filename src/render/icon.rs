//! An icon for a brand that has no logo: its first letter on its colour.

use crate::colour::{Colour, TEXT};
use crate::compose::escape;
use crate::looks::Scheme;

/// The icon, in SVG.
pub(super) fn draw(name: &str, light: &Scheme) -> String {
    let black = Colour::parse("#000000");
    let ground = light.accent.or(light.ink).map(|stated| stated.colour).or(black);
    let white = Colour::parse("#ffffff");
    let letter = ground.zip(white).and_then(|(ground, white)| if white.contrast(ground) >= TEXT { Some(white) } else { black });
    let [ground, letter] = [ground, letter].map(|colour| colour.map(|colour| colour.to_string()).unwrap_or_default());
    let initial: String = name.chars().find(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_uppercase).collect();
    let mut escaped = String::new();
    escape(&initial, &mut escaped);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{ground}\"/>\
         <text x=\"16\" y=\"22.5\" font-family=\"system-ui, sans-serif\" font-size=\"19\" font-weight=\"700\" text-anchor=\"middle\" \
         fill=\"{letter}\">{escaped}</text></svg>\n"
    )
}
