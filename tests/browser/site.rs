//! Where the app is installed: addresses below a path, and an API elsewhere.

use caseport::route::{Route, Step};
use caseport::site::{Settings, Site};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::owner;

fn site(api: &str, base: &str) -> Site {
    Site::new(Settings { api: api.to_owned(), base: base.to_owned(), ..Settings::default() })
}

#[wasm_bindgen_test]
fn addresses_begin_where_the_app_is() {
    let _owner = owner();
    for (base, address) in [("", "/submit/severity"), ("/portal/support", "/portal/support/submit/severity")]
    {
        let site = site("/api/v1", base);
        let route = Route::Submit(Step::Severity);
        assert_eq!(site.href(&route), address);
        assert_eq!(site.route(address, ""), route);
        assert_eq!(site.href(&Route::HOME), format!("{base}/"));
        for home in [base.to_owned(), format!("{base}/")] {
            assert_eq!(site.route(&home, ""), Route::HOME, "{home:?}");
        }
    }
    let below = site("/api/v1", "/portal");
    for elsewhere in ["/", "/portals/submit/severity", "/submit/severity"] {
        assert!(matches!(below.route(elsewhere, ""), Route::Unknown { .. }), "{elsewhere}");
    }
}

#[wasm_bindgen_test]
fn an_api_elsewhere_is_told_from_one_of_this_origin() {
    let _owner = owner();
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    for (api, elsewhere) in [
        ("/api/v1".to_owned(), false),
        (format!("{origin}/api/v1"), false),
        (format!("{origin}9/api/v1"), true),
        ("https://api.vendor.example/api/v1".to_owned(), true),
    ] {
        let site = site(&api, "");
        assert_eq!(site.is_api_elsewhere(), elsewhere, "{api}");
        assert_eq!(site.api("/config"), format!("{api}/config"));
    }
}
