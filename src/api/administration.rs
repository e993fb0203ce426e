//! Extend Case View, roles, users, invitations and Event History.

use caseport_domain::api::{
    AcceptRequest, AssignRoleRequest, CaseAccess, CaseAccessRequest, Invitation, InvitationRequest, Items,
    Member, MemberView, OrganizationEvent, Page, Role, TransferRequest,
};
use caseport_domain::id::{RoleId, UserId};
use caseport_domain::validate::RoleRequest;
use gloo_net::http::Method;

use super::{Api, ApiError, Download, Place, segment};
use crate::i18n::format::{day_begins, day_ends};
use crate::route::{EventsView, UsersView};

/// Rows that are read at a time.
const ROWS: u32 = 100;

fn path(place: &Place, rest: &str) -> String {
    format!("/organizations/{}/{rest}", segment(place.as_str()))
}

/// The query of a list: what narrows it, and where its next page begins.
fn query(parameters: impl IntoIterator<Item = String>, cursor: Option<&str>) -> String {
    let cursor = cursor.map(|cursor| format!("cursor={}", segment(cursor)));
    let all = parameters.into_iter().chain(cursor).map(|parameter| format!("&{parameter}"));
    format!("?limit={ROWS}{}", all.collect::<String>())
}

fn parameter(name: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("{name}={}", segment(value)))
}

/// `GET /organizations/{org}/case-access`: the members whose name or address fits, behind `cursor`.
pub async fn case_access(
    api: Api,
    place: &Place,
    search: &str,
    cursor: Option<&str>,
) -> Result<Page<CaseAccess>, ApiError> {
    api.get(&path(place, &format!("case-access{}", query(parameter("q", search), cursor)))).await
}

/// `PUT /organizations/{org}/case-access/{user}`
pub async fn set_case_access(
    api: Api,
    place: &Place,
    user: &UserId,
    enabled: bool,
) -> Result<CaseAccess, ApiError> {
    let path = path(place, &format!("case-access/{}", segment(user.as_str())));
    api.put(&path, &CaseAccessRequest { enabled }).await
}

/// `GET /organizations/{org}/roles`: the built-in ones first.
pub async fn roles(api: Api, place: &Place) -> Result<Vec<Role>, ApiError> {
    api.get::<Items<Role>>(&path(place, "roles")).await.map(|roles| roles.items)
}

/// `GET /organizations/{org}/roles/{id}`
pub async fn role(api: Api, place: &Place, id: &RoleId) -> Result<Role, ApiError> {
    api.get(&path(place, &format!("roles/{}", segment(id.as_str())))).await
}

/// `POST /organizations/{org}/roles`: adds one role for a key.
pub async fn add_role(api: Api, place: &Place, role: &RoleRequest, key: &str) -> Result<Role, ApiError> {
    api.post_once(&path(place, "roles"), role, key).await
}

/// `PUT /organizations/{org}/roles/{id}`: changes the version of `etag`.
pub async fn change_role(
    api: Api,
    place: &Place,
    id: &RoleId,
    role: &RoleRequest,
    etag: &str,
) -> Result<(), ApiError> {
    api.send_for(Method::PUT, &path(place, &format!("roles/{}", segment(id.as_str()))), Some(role), etag)
        .await
}

/// `DELETE /organizations/{org}/roles/{id}`: deletes the version of `etag`, after its users have got another role.
pub async fn delete_role(
    api: Api,
    place: &Place,
    role: &Role,
    move_users_to: Option<&RoleId>,
) -> Result<(), ApiError> {
    let target =
        move_users_to.map(|id| format!("?move_users_to={}", segment(id.as_str()))).unwrap_or_default();
    let path = path(place, &format!("roles/{}{target}", segment(role.id.as_str())));
    api.send_for(Method::DELETE, &path, None::<&()>, &role.etag).await
}

/// `GET /organizations/{org}/users`: members and those who are invited, behind `cursor`.
pub async fn users(
    api: Api,
    place: &Place,
    view: &UsersView,
    cursor: Option<&str>,
) -> Result<Page<Member>, ApiError> {
    let role = view.role.as_ref().and_then(|role| parameter("role", role.as_str()));
    let query = query(parameter("q", &view.search).into_iter().chain(role), cursor);
    api.get(&path(place, &format!("users{query}"))).await
}

/// `PUT /organizations/{org}/users/{user}/role`
pub async fn assign_role(api: Api, place: &Place, user: &UserId, role: &RoleId) -> Result<(), ApiError> {
    let path = path(place, &format!("users/{}/role", segment(user.as_str())));
    api.send_only(Method::PUT, &path, &AssignRoleRequest { role: role.clone() }).await
}

/// `DELETE /organizations/{org}/users/{user}`
pub async fn remove_user(api: Api, place: &Place, user: &UserId) -> Result<(), ApiError> {
    api.delete_only(&path(place, &format!("users/{}", segment(user.as_str())))).await
}

/// `POST /organizations/{org}/super-admin`
pub async fn transfer_super_admin(api: Api, place: &Place, user: &UserId) -> Result<(), ApiError> {
    api.send_only(Method::POST, &path(place, "super-admin"), &TransferRequest { user: user.clone() }).await
}

/// `POST /organizations/{org}/invitations`
pub async fn invite(api: Api, place: &Place, request: &InvitationRequest) -> Result<(), ApiError> {
    api.send_only(Method::POST, &path(place, "invitations"), request).await
}

/// `POST /organizations/{org}/invitations/{id}/resend`
pub async fn resend_invitation(api: Api, place: &Place, id: &str) -> Result<(), ApiError> {
    api.send_only(Method::POST, &path(place, &format!("invitations/{}/resend", segment(id))), &()).await
}

/// `DELETE /organizations/{org}/invitations/{id}`
pub async fn revoke_invitation(api: Api, place: &Place, id: &str) -> Result<(), ApiError> {
    api.delete_only(&path(place, &format!("invitations/{}", segment(id)))).await
}

/// `GET /invitations/{secret}`: whoever has the link is told what it is for.
pub async fn invitation(api: Api, secret: &str) -> Result<Invitation, ApiError> {
    api.get_now(&format!("/invitations/{}", segment(secret))).await
}

/// `POST /invitations/{secret}/accept`: also signs in.
pub async fn accept_invitation(api: Api, secret: &str, request: &AcceptRequest) -> Result<(), ApiError> {
    api.send_now(Method::POST, &format!("/invitations/{}/accept", segment(secret)), request).await
}

/// `GET /organizations/{org}/event-history`: the newest first, behind `cursor`.
pub async fn event_history(
    api: Api,
    place: &Place,
    view: &EventsView,
    cursor: Option<&str>,
) -> Result<Page<OrganizationEvent>, ApiError> {
    let query = query(view.parameters(day_begins, day_ends), cursor);
    api.get(&path(place, &format!("event-history{query}"))).await
}

/// `GET /organizations/{org}/event-history.csv`: to be downloaded.
pub fn event_history_csv(place: &Place, view: &EventsView) -> Download {
    let query = view.parameters(day_begins, day_ends).join("&");
    let query = if query.is_empty() { query } else { format!("?{query}") };
    Download(path(place, &format!("event-history.csv{query}")))
}

/// `GET /organizations/{org}/users/{user}/view`: what a member sees. The server records that somebody looked.
pub async fn member_view(api: Api, place: &Place, user: &UserId) -> Result<MemberView, ApiError> {
    api.get(&path(place, &format!("users/{}/view", segment(user.as_str())))).await
}
