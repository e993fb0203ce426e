//! Roles, toggles, links, memberships and cases that change at random, by people who may and people who may not, beside a model
//! of plain maps. After each step every answer that rights decide about, to everybody, is what the app's rules say of the model.
//!
//! `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for more sequences, or for others; a sequence that fails is made shorter before
//! it is shown.

mod doing;
mod seen;
mod step;
mod world;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngSeed, TestRunner, contextualize_config};

use self::step::{Step, step};
use self::world::{World, thin_out};
use crate::common::TestApp;
use crate::lists_matrix::{cases, hold};

/// Everybody who acts or is acted upon. Who is removed stays signed in, and may be invited again.
pub const PEOPLE: [(&str, &str); 7] = [
    ("sara", "sara@northwind.example"),
    ("paul", "paul@northwind.example"),
    ("vera", "vera@northwind.example"),
    ("max", "max@multi.example"),
    ("carl", "carl@contoso.example"),
    ("cora", "cora@contoso.example"),
    ("pia", "pia@personal.example"),
];

/// Where they are members, or become some.
pub const PLACES: [&str; 2] = ["northwind", "contoso"];

async fn each_answer_is_what_the_rules_say(steps: &[Step]) {
    let app = TestApp::demo().await;
    thin_out(&app).await;
    let mut world = World::read(&app).await;
    let mut people = Vec::new();
    for (id, email) in PEOPLE {
        people.push((id, app.sign_in(email).await));
    }
    seen::by(&people, &world, "at first").await;
    let mut tried = Vec::new();
    for step in steps {
        let taken = step.take(&app, &people, &mut world).await;
        tried.push(taken.what);
        let what = format!("after {tried:#?}");
        let actor = people.iter().position(|(id, _)| *id == taken.by).unwrap();
        let actor = &people[actor..=actor];
        // What was refused has changed nothing; were it otherwise, the next step would show it to all others.
        seen::by(if taken.done { &people } else { actor }, &world, &what).await;
        // Searches and exports, too, of whoever acted.
        hold(&app, &actor[0].1, taken.by, &cases(&app).await).await;
    }
    seen::by(&people, &world, "at the end").await;
}

#[test]
fn whatever_changes_the_rules_and_the_answers_are_one_and_nobody_sees_what_is_not_theirs() {
    let config = ProptestConfig {
        cases: 3,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        max_shrink_iters: 100,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(contextualize_config(config));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runner.run(&vec(step(), 14), |steps| {
        runtime.block_on(each_answer_is_what_the_rules_say(&steps));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// The sequences above are worth something only if they try each kind of step, and some of each come about.
#[test]
fn each_kind_of_step_comes_about_and_is_refused() {
    use std::collections::BTreeMap;

    let mut runner =
        TestRunner::new(ProptestConfig { rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut counted: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    runtime.block_on(async {
        let app = TestApp::demo().await;
        let start = World::read(&app).await;
        for _ in 0..100 {
            let mut world = start.clone();
            let steps = vec(step(), 14).new_tree(&mut runner).unwrap().current();
            for step in steps {
                let (kind, allowed) = step.imagined(&mut world);
                counted.entry(kind).or_default()[usize::from(allowed)] += 1;
            }
        }
    });
    assert_eq!(counted.len(), 10, "{counted:?}");
    for (kind, [refused, done]) in &counted {
        assert!(*done > 4 && (*refused > 4 || *kind == "link"), "{counted:?}");
    }
}
