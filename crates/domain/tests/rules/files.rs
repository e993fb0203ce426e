//! Names and budgets of uploads.

use caseport_domain::limits::{BYTES_PER_UPLOAD, FILE_NAME_MAX, FILES_PER_UPLOAD};
use caseport_domain::validate::{FileName, UploadBudget};

fn cleaned(raw: &str) -> String {
    FileName::clean(raw).as_str().to_owned()
}

#[test]
fn names_keep_any_language() {
    for name in [
        "report.log",
        "журнал.txt",
        "レポート.zip",
        "تقرير.pdf",
        "a b (2).tar.gz",
        "😀.png",
        ".env",
        "naïve—é.txt",
    ] {
        assert_eq!(cleaned(name), name);
    }
}

#[test]
fn path_parts_and_control_characters_are_removed() {
    for (raw, name) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\cora\\core.log", "core.log"),
        ("/var/log/", "file"),
        ("..", "file"),
        (".", "file"),
        ("...", "file"),
        ("", "file"),
        ("   ", "file"),
        ("a\u{0}b\nc\r\t.txt\u{7f}", "abc.txt"),
        ("  spaces.txt  ", "spaces.txt"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("x\u{2066}y\u{2069}.log", "xy.log"),
    ] {
        assert_eq!(cleaned(raw), name, "{raw:?}");
    }
}

#[test]
fn long_names_keep_beginning_and_extension() {
    let exact = format!("{}.log", "n".repeat(FILE_NAME_MAX - 4));
    assert_eq!(cleaned(&exact), exact);
    for long in [format!("{}.tar.gz", "ü".repeat(300)), "x".repeat(300), format!("a.{}", "e".repeat(300))] {
        let name = cleaned(&long);
        assert_eq!(name.chars().count(), FILE_NAME_MAX, "{name}");
        assert!(name.chars().take(1).eq(long.chars().take(1)));
    }
    assert!(cleaned(&format!("{}.tar.gz", "ü".repeat(300))).ends_with("ü….gz"));
}

fn of(sizes: &[u64]) -> Result<UploadBudget, String> {
    sizes.iter().try_fold(UploadBudget::default(), |budget, size| {
        budget.with(*size).map_err(|mistake| mistake.in_field("f").code.code().to_owned())
    })
}

#[test]
fn exactly_the_limit_is_accepted() {
    assert_eq!(of(&[BYTES_PER_UPLOAD]), Ok(UploadBudget { files: 1, bytes: BYTES_PER_UPLOAD }));
    assert_eq!(
        of(&[BYTES_PER_UPLOAD - 4, 1, 1, 1, 1]),
        Ok(UploadBudget { files: 5, bytes: BYTES_PER_UPLOAD })
    );
}

#[test]
fn beyond_the_limits_it_says_what_is_too_much() {
    assert_eq!(of(&[0]).unwrap_err(), "required");
    assert_eq!(of(&[BYTES_PER_UPLOAD + 1]).unwrap_err(), "too_long");
    assert_eq!(of(&[u64::MAX]).unwrap_err(), "too_long");
    assert_eq!(of(&[BYTES_PER_UPLOAD, 1]).unwrap_err(), "too_long");
    let six = vec![1; usize::try_from(FILES_PER_UPLOAD).unwrap() + 1];
    assert_eq!(of(&six).unwrap_err(), "too_many");
    // What was refused takes nothing of the budget.
    let budget = of(&[1, 2]).unwrap();
    assert!(budget.with(BYTES_PER_UPLOAD).is_err());
    assert_eq!(budget, UploadBudget { files: 2, bytes: 3 });
}

#[test]
fn what_files_take_is_added_up() {
    let both = [1, 2].into_iter().collect::<UploadBudget>() + UploadBudget { files: 1, bytes: 4 };
    assert_eq!(both, UploadBudget { files: 3, bytes: 7 });
    let full = UploadBudget { files: u32::MAX, bytes: u64::MAX };
    assert_eq!(full + full, full, "sums have an end");
}
