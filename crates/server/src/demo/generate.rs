//! Generated cases: many, plausible, and the same for everybody, to see how the portal does at scale.
//!
//! Written in bulk, past the functions for single changes; a test holds the result against the rules that those keep.

use crate::store::sql;
use std::collections::HashMap;

use caseport_domain::Code as _;
use caseport_domain::case::Verdict;
use chrono::{DateTime, TimeDelta, Utc};

use super::DemoError;
use super::invent::{Invented, Inventor, Moment};
use crate::store::cases::take_numbers;
use crate::store::fold::fold;
use crate::store::keys::{self, NamedTable};
use crate::store::{Conn, Error, Result, Store, Write, dialect, journal, settings};

/// The setting that says how many there are.
const GENERATED: &str = "demo_cases";
/// Cases in one transaction.
const BATCH: u32 = 5_000;
/// Rows in one statement; columns times rows must stay below SQLite's 32,766 parameters.
const ROWS: usize = 500;

/// Generates cases until there are `wanted`; those that are there already stay.
///
/// # Errors
/// The store failed.
pub async fn generate(store: &Store, wanted: u32, now: DateTime<Utc>) -> std::result::Result<(), DemoError> {
    let have = {
        let mut read = store.read().await?;
        settings::value(&mut read, GENERATED).await?.and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    if have >= wanted {
        return Ok(());
    }
    let inventor = Inventor::new(now)?;
    let keys = Keys::load(&mut *store.read().await?).await?;
    let mut ages: Vec<(TimeDelta, u32)> = (have..wanted).map(|index| (inventor.age(index), index)).collect();
    // Oldest first, so that numbers grow with time.
    ages.sort_unstable_by(|a, b| b.cmp(a));
    let mut done = have;
    for batch in ages.chunks(usize::try_from(BATCH).unwrap_or(usize::MAX)) {
        let cases: Vec<Invented> = batch.iter().map(|(age, index)| inventor.case(*index, *age)).collect();
        let count = u32::try_from(cases.len()).unwrap_or(BATCH);
        let mut write = store.write().await?;
        dialect::make_room(&mut write, dialect::Room::ForMany).await?;
        let first = take_numbers(&mut write, count).await?.value();
        let numbered: Vec<(i64, Invented)> = (i64::from(first)..).zip(cases).collect();
        for rows in numbered.chunks(ROWS) {
            insert_cases(&mut write, &keys, rows).await?;
        }
        let events: Vec<(i64, &Moment)> = numbered
            .iter()
            .flat_map(|(number, case)| case.moments.iter().map(|moment| (*number, moment)))
            .collect();
        for rows in events.chunks(ROWS) {
            insert_events(&mut write, rows).await?;
        }
        insert_detections(&mut write, &numbered).await?;
        done += count;
        settings::set(&mut write, GENERATED, &done.to_string()).await?;
        journal::trim(&mut write).await?;
        write.commit().await?;
        tracing::info!(done, wanted, "generated cases");
    }
    let mut write = store.write().await?;
    sql::query("UPDATE organizations SET revision = revision + 1")
        .execute(&mut write)
        .await
        .map_err(Error::from)?;
    dialect::make_room(&mut write, dialect::Room::ForFew).await?;
    sql::query(dialect::REFRESH_STATISTICS).execute(&mut write).await.map_err(Error::from)?;
    write.commit().await?;
    Ok(())
}

/// The names' keys, by id.
struct Keys {
    products: HashMap<String, String>,
    organizations: HashMap<String, String>,
    users: HashMap<String, String>,
}

impl Keys {
    async fn load(conn: &mut Conn) -> Result<Self> {
        Ok(Self {
            products: keys::all(conn, NamedTable::Products).await?,
            organizations: keys::all(conn, NamedTable::Organizations).await?,
            users: keys::all(conn, NamedTable::Users).await?,
        })
    }
}

async fn insert_cases(write: &mut Write, keys: &Keys, rows: &[(i64, Invented)]) -> Result<()> {
    let insert = sql::insert("cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, platform_id,
             issue_type, severity, license_id, version, subject, description, status, support_plan, created_at,
             updated_at, closed_at, first_response_at, rating_overall, rating_comment, rated_at, revision, subject_key,
             product_key, organization_key, submitter_key)", rows, |row, (number, case)| {
        let organization_key = case.organization.as_ref().and_then(|id| keys.organizations.get(id));
        row.push_bind(*number)
            .push_bind(case.kind)
            .push_bind(case.organization.clone())
            .push_bind(case.filed_from.clone())
            .push_bind(case.organization != case.filed_from)
            .push_bind(case.submitter.clone())
            .push_bind(case.product.clone())
            .push_bind(case.platform.clone())
            .push_bind(case.issue_type)
            .push_bind(case.severity)
            .push_bind(case.license.clone())
            .push_bind(case.version.clone())
            .push_bind(case.subject.clone())
            .push_bind(case.description.clone())
            .push_bind(case.status)
            .push_bind(case.plan)
            .push_bind(case.created_at)
            .push_bind(case.updated_at())
            .push_bind(case.closed_at)
            .push_bind(case.first_response_at)
            .push_bind(case.rating.map(|(stars, _)| stars))
            .push_bind(case.rating.and_then(|(_, comment)| comment))
            .push_bind(case.rated_at)
            .push_bind(i64::try_from(case.moments.len()).unwrap_or(1))
            .push_bind(fold(&case.subject))
            .push_bind(keys.products.get(&case.product).cloned().unwrap_or_default())
            .push_bind(organization_key.cloned().unwrap_or_default())
            .push_bind(keys.users.get(&case.submitter).cloned().unwrap_or_default());
    });
    insert.execute(write).await?;
    Ok(())
}

async fn insert_events(write: &mut Write, rows: &[(i64, &Moment)]) -> Result<()> {
    let insert = sql::insert(
        "case_events (case_number, kind, at, side, actor_id, actor_name, text, status, payload)",
        rows,
        |row, (number, moment)| {
            row.push_bind(*number)
                .push_bind(moment.kind)
                .push_bind(moment.at)
                .push_bind(if moment.agent.is_some() { "vendor" } else { "customer" })
                .push_bind(moment.user.clone())
                .push_bind(moment.agent)
                .push_bind(moment.text)
                .push_bind(moment.status)
                .push_bind(moment.payload.clone());
        },
    );
    insert.execute(write).await?;
    Ok(())
}

async fn insert_detections(write: &mut Write, rows: &[(i64, Invented)]) -> Result<()> {
    let reports: Vec<_> = rows
        .iter()
        .filter_map(|(number, case)| case.report.as_ref().map(|report| (*number, case.updated_at(), report)))
        .collect();
    for rows in reports.chunks(ROWS) {
        let insert = sql::insert(
            "detections (case_number, file_id, file_name, size, sha256, submission_type, verdict, verdict_at,
                 products, source)",
            rows,
            |row, (number, updated_at, report)| {
                let judged = report.verdict != Verdict::InQueue.code();
                row.push_bind(*number)
                    .push_bind(report.sha256.get(..32).unwrap_or_default().to_owned())
                    .push_bind(report.file_name.clone())
                    .push_bind(report.size)
                    .push_bind(report.sha256.clone())
                    .push_bind(report.submission_type)
                    .push_bind(report.verdict)
                    .push_bind(judged.then_some(*updated_at))
                    .push_bind(report.products.clone())
                    .push_bind("portal");
            },
        );
        insert.execute(write).await?;
    }
    Ok(())
}
