//! What says nothing about what is wrong: grammar, politeness, and the words that every case has.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word, in lower case, says nothing.
pub fn says_nothing(word: &str) -> bool {
    static ALL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        [GRAMMAR, POLITENESS, EVERY_CASE, TIME].iter().flat_map(|text| text.split(' ')).collect()
    });
    ALL.contains(word)
}

/// What holds sentences together, with apostrophes left out.
const GRAMMAR: &str = "\
    about above after again all almost already also although always am an and any anybody anyone \
    anything are arent around as at away be became because become been before being below between both \
    but by can cannot cant could couldnt did didnt do does doesnt doing done dont down during each \
    either else even ever every everybody everyone everything few for from get gets getting go goes \
    going gone got had has hasnt have havent having he her here hers him his how however if ill im in \
    into is isnt it its itself ive just less let lets like made make makes making many may maybe me \
    might mine more most much must my neither never no nobody none nor not nothing now of off often on \
    once one only onto or other others our ours out over own per put quite rather really same say says \
    see seen she should shouldnt since so some somebody someone something sometimes somewhere soon still \
    such than that thats the their them then there these they thing things this those though through to \
    together too two under until up upon us very was wasnt way we well went were weve what when where \
    whether which while who whole whom whose why will with within without wont would wouldnt yes yet you \
    your yours";

/// Politeness and urgency.
const POLITENESS: &str = "\
    advise appreciate asap asking best colleague colleagues dear greetings guys hello help helping helps \
    hi kind kindly please pls regards sincerely sir sorry team thank thanks thx urgent urgently";

/// What every case has.
const EVERY_CASE: &str = "\
    assist assistance broken bug case customer error errors fine fix happen happened happening happens \
    issue issues know look looked looking looks need needed needs problem problems product question \
    questions seem seems solution solve someway support think ticket tried tries trouble try trying use \
    used using want wanted wants wish wonder work worked working works wrong";

/// When it happened.
const TIME: &str = "\
    ago day days last morning next today tomorrow tonight week weeks year years yesterday";
