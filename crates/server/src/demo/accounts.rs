//! Organizations, links, roles, people, products and licenses of the demo.

use crate::store::sql;
use caseport_domain::Code as _;
use chrono::{DateTime, TimeDelta, Utc};

use super::{DemoError, files};
use crate::store::administration::roles::label_key;
use crate::store::fold::fold;
use crate::store::{Conn, Result, Write};

/// Organizations and accounts are as old as the oldest generated case.
const AGE: TimeDelta = TimeDelta::days(800);

/// Whether the store has any account.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    Ok(sql::query("SELECT 1 FROM users LIMIT 1").fetch_optional(conn).await?.is_some())
}

/// Brings them all in; `hash` is every account's password.
pub async fn fill(write: &mut Write, hash: &str, now: DateTime<Utc>) -> std::result::Result<(), DemoError> {
    let since = (now - AGE).timestamp_micros();
    let data = files::organizations()?;
    for it in &data.organization {
        sql::query(
            "INSERT INTO organizations (id, name, kind, support_plan, mdf_program, ai_assistance, time_zone, created_at, name_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&it.id)
        .bind(&it.name)
        .bind(it.kind.code())
        .bind(it.plan.code())
        .bind(it.mdf_program)
        .bind(it.ai_assistance)
        .bind(&it.time_zone)
        .bind(since)
        .bind(fold(&it.name))
        .execute(write)
        .await
        .map_err(crate::store::Error::from)?;
    }
    for it in &data.link {
        sql::query("INSERT INTO links (partner_id, customer_id, kind, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&it.partner)
            .bind(&it.customer)
            .bind(it.kind.code())
            .bind(since)
            .execute(write)
            .await
            .map_err(crate::store::Error::from)?;
    }
    for it in &data.role {
        let permissions = serde_json::to_string(&it.permissions).map_err(crate::store::Error::from)?;
        sql::query(
            "INSERT INTO roles (organization_id, id, label, label_key, description, permissions, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        )
        .bind(&it.organization)
        .bind(&it.id)
        .bind(&it.label)
        .bind(label_key(&it.label))
        .bind(&it.description)
        .bind(permissions)
        .bind(since)
        .execute(write)
        .await
        .map_err(crate::store::Error::from)?;
    }
    for it in &data.account {
        account(write, it, hash, since).await?;
    }
    catalog(write, now).await
}

async fn account(write: &mut Write, it: &files::Account, hash: &str, since: i64) -> Result<()> {
    sql::query(
        "INSERT INTO users (id, name, email, locale, time_zone, password_hash, created_at, name_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&it.id)
    .bind(&it.name)
    .bind(it.email.to_lowercase())
    .bind(&it.locale)
    .bind(&it.time_zone)
    .bind(it.sign_in.then_some(hash))
    .bind(since)
    .bind(fold(&it.name))
    .execute(write)
    .await?;
    for membership in &it.membership {
        sql::query(
            "INSERT INTO memberships (user_id, organization_id, role, extended_case_view, is_default, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&it.id)
        .bind(&membership.organization)
        .bind(&membership.role)
        .bind(membership.extended_case_view)
        .bind(membership.default)
        .bind(since)
        .execute(write)
        .await?;
    }
    Ok(())
}

async fn catalog(write: &mut Write, now: DateTime<Utc>) -> std::result::Result<(), DemoError> {
    let data = files::catalog()?;
    for (it, position) in data.product.iter().zip(1_i64..) {
        product(write, it, position).await?;
    }
    for it in &data.license {
        let expires = now + TimeDelta::days(it.expires);
        sql::query(
            "INSERT INTO licenses (id, organization_id, product_id, license_key, label, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&it.id)
        .bind(&it.organization)
        .bind(&it.product)
        .bind(&it.key)
        .bind(&it.label)
        .bind(expires.timestamp_micros())
        .execute(write)
        .await
        .map_err(crate::store::Error::from)?;
    }
    Ok(())
}

async fn product(write: &mut Write, it: &files::Product, position: i64) -> Result<()> {
    sql::query("INSERT INTO products (id, name, featured, position, name_key) VALUES ($1, $2, $3, $4, $5)")
        .bind(&it.id)
        .bind(&it.name)
        .bind(it.featured)
        .bind(position)
        .bind(fold(&it.name))
        .execute(write)
        .await?;
    for (platform, position) in it.platforms.iter().zip(1_i64..) {
        sql::query("INSERT INTO platforms (product_id, id, name, position) VALUES ($1, $2, $3, $4)")
            .bind(&it.id)
            .bind(&platform.id)
            .bind(&platform.label)
            .bind(position)
            .execute(write)
            .await?;
    }
    for (version, position) in it.versions.iter().zip(1_i64..) {
        sql::query("INSERT INTO versions (product_id, version, position) VALUES ($1, $2, $3)")
            .bind(&it.id)
            .bind(version)
            .bind(position)
            .execute(write)
            .await?;
    }
    Ok(())
}
