//! What the search finds in the demo's knowledge base: what customers write leads to the article that helps, and what
//! is about nothing leads nowhere.

use caseport_domain::api::Suggestions;
use serde_json::json;

use crate::common::{TestApp, User};

const CORE: &str = "metadefender-core";
const KIOSK: &str = "metadefender-kiosk";
const ICAP: &str = "metadefender-icap-server";
const MFT: &str = "metadefender-managed-file-transfer";
const EMAIL: &str = "metadefender-email-security";
const SANDBOX: &str = "metadefender-sandbox";
const STORAGE: &str = "metadefender-storage-security";
const ENDPOINT: &str = "metadefender-endpoint";

/// As customers write: product, subject, description, and the article that helps.
#[rustfmt::skip]
const QUESTIONS: &[(&str, &str, &str, &str)] = &[
    (CORE, "No engine available after update",
     "Since last night's update all scans fail with \"No engine available\". Three of the engines are stuck at pending initialization on the inventory page.",
     "engine-initialization-problems"),
    (CORE, "Scans hang",
     "Many files are in progress for over an hour and the queue keeps growing. Nothing seems to time out either. CPU is nearly idle.",
     "core-scan-timeouts-queue"),
    (CORE, "Core very slow", "We only get 40 files per minute although the server has 32 cores. How should we size the machine, how much memory and CPU do we need for 10000 files per hour?",
     "core-performance-sizing"),
    (CORE, "Update engines without internet",
     "Our Core is in an isolated network. How do I bring the definitions in? I copied the packages into the update folder but the engines keep their old date.",
     "offline-engine-updates"),
    (CORE, "Engine download fails behind proxy",
     "We have a company proxy which does TLS inspection. Since we use it updates fail: self-signed certificate in certificate chain.",
     "proxy-configuration-updates"),
    (CORE, "login with entra id not working",
     "we configured the single sign on with azure ad, after the login the user sees no role assigned. groups are in the token",
     "core-sso-oidc"),
    (CORE, "How to upgrade 4 nodes which share one database",
     "Hello team, we run a cluster of four Core servers on one PostgreSQL. In which order do we upgrade them, and can it be done rolling without downtime?",
     "upgrade-core-cluster"),
    (CORE, "Silent installation on Windows Server 2022",
     "We want to roll out the msi unattended. Which parameters are there? The service does not start, port 8008 seems to be taken (10013).",
     "install-core-windows"),
    (CORE, "rpm install fails on RHEL 9", "Installing the rpm on Red Hat with SELinux enforcing fails. /tmp is mounted noexec, could this be the reason?",
     "install-core-linux"),
    (CORE, "Disk is full of history", "The postgres database has grown to 900 GB and clean-up takes all night. Can we reduce retention and vacuum it?",
     "core-database-maintenance"),
    (CORE, "Maximum file size exceeded", "A zip of 12 GB with archives nested in archives is blocked with archive depth limit exceeded. Where can I raise the limit?",
     "core-file-size-archive-limits"),
    (CORE, "API answers 429", "Our script polls the REST API for results and since today gets too many requests. What is the rate limit for our api key?",
     "api-keys-rate-limits"),
    (CORE, "PDF signature broken", "After sanitization with Deep CDR the digital signature of our signed PDF contracts is invalid. Is there a way to keep it?",
     "deep-cdr-settings"),
    (CORE, "Core in docker", "I want to run it as a container on our kubernetes. Which image, which volumes must be persistent and which ports?",
     "core-container"),
    (CORE, "Restore after server crash", "Our server died in a power failure and the database does not start any more. We have a pg_dump from last night. How do we restore the configuration?",
     "core-backup-restore"),
    (CORE, "block file by its sha256", "Our SOC sends us lists of bad hashes. Can they be imported into a blocklist?",
     "core-hash-lists"),
    (CORE, "404 for console behind nginx", "We publish the console under a sub-path through a reverse proxy. The page is loaded without styles and gives 404.",
     "core-reverse-proxy"),
    (CORE, "License has expired", "Our license expired on Friday and the renewal is still with purchasing. Is there a grace period or will everything stop?",
     "license-expired"),
    (CORE, "Activation of new server", "The old server is dead. When I activate the license on the new one it says activation limit reached (4021).",
     "activate-license-online"),
    (CORE, "activate license in closed network", "Server have no internet. How i can make activation offline please? I need yml file or not?",
     "activate-license-offline"),
    (CORE, "False positive", "Our own installer setup.exe is flagged as malicious by one engine. It is surely clean, please correct the detection.",
     "false-detection-report"),
    (KIOSK, "Kiosk reboots in the middle of a scan", "The machine at gate 2 restarts every time somebody scans an SD card. The event log shows id 41 Kernel-Power.",
     "kiosk-hardware-troubleshooting"),
    (KIOSK, "receipt only shows question marks", "Japanese visitors get a receipt with ??? instead of their names. The welcome screen is ok.",
     "kiosk-receipts-languages"),
    (KIOSK, "visitors should not be allowed to use usb hard disks", "How can we set a different media policy for visitors than for our own users?",
     "kiosk-media-policies"),
    (ICAP, "F5 marks pool members down", "We have two ICAP servers behind a BIG-IP. The health monitor marks them down again and again during maintenance and clients get 503.",
     "icap-f5-load-balancer"),
    (ICAP, "upload via nginx fails: upstream timed out", "Uploads of big files through our nginx end with a timeout, small files are good. Also our own block page is not shown.",
     "icap-nginx-block-page"),
    (ICAP, "squid preview", "Which preview size and options do you recommend for squid? Uploads are slow since we have it.",
     "icap-squid"),
    (ICAP, "Handshake failure with TLS 1.3", "Our scanner says the server still offers TLS 1.2 and old ciphers. How do I replace the certificate and disable old versions?",
     "tls-certificates"),
    (MFT, "upload stops at 87 percent", "Uploading 40 GB over the reverse proxy always stops. And umlauts in the file names are garbled after sftp.",
     "mft-large-uploads-names"),
    (MFT, "approver gets no mail", "Files wait for approval but the supervisor does not get any notification e-mail. Can we have two-step approval too?",
     "mft-approval-workflows"),
    (MFT, "Sign-in loop since ADFS certificate was renewed", "All users get too many redirects when they log in. We replaced the token signing cert on the weekend.",
     "saml-certificate-rollover"),
    (EMAIL, "mails are delayed by 40 minutes", "Since Monday incoming mail is deferred with 451 and the queue grows. What can we check?",
     "email-delays"),
    (EMAIL, "Password protected attachments", "When a sender sends an encrypted zip, how can the recipient give the password? S/MIME signatures are also shown as not valid because of our disclaimer.",
     "email-signed-encrypted-mail"),
    (EMAIL, "email gateway cannot reach core", "After installation test connection says unreachable. Which ports must be open on the firewall?",
     "email-install-connect-core"),
    (SANDBOX, "what means likely malicious", "The report of the sandbox say score 70 likely malicious, because of one mutex. How must we understand the verdict?",
     "sandbox-verdicts"),
    (SANDBOX, "Long queue", "Dynamic analysis takes very long, 300 files are waiting in the queue. The machine has no internet.",
     "sandbox-offline-queue"),
    (STORAGE, "S3 tags missing", "Files in our AWS bucket are scanned in real-time but no tag is written. Which IAM rights are needed?",
     "storage-s3-tagging"),
    (STORAGE, "Sharepoint scan finds no files", "We connected SharePoint Online with Sites.Selected. Discovery is finished, 0 files.",
     "storage-azure-sharepoint-nas"),
    (ENDPOINT, "agent on macs", "We deploy with Jamf and users are asked for full disk access each time. How do we give it with a PPPC profile?",
     "endpoint-deploy"),
    (ENDPOINT, "VPN denied, BitLocker not recognized", "Laptops with bitlocker (TPM and PIN) are reported as not encrypted, so the compliance check refuses the VPN.",
     "endpoint-compliance-checks"),
    ("metadefender-drive", "does not boot", "Secure Boot shows a security violation when we start from the drive on a new laptop. On another, no storage is found (Intel VMD RAID).",
     "drive-boot-scan"),
    ("metadefender-netwall", "Latency on the diode", "OPC UA values arrive at the historian with 20 seconds delay since we transfer SMB files as well. Is there some priority?",
     "netwall-stream-classes"),
    ("metadefender-industrial-firewall", "modbus writes are dropped", "Since we enforce the rules, function code 16 is dropped with no_matching_rule. In learning mode it was allowed.",
     "industrial-firewall-learning"),
    ("metadefender-ot-security", "Splunk shows wrong host", "Alerts come by syslog in CEF, but shost is empty in our SIEM. And we get a flood of new device alerts from phones with random MAC.",
     "ot-security-alerts-syslog"),
    ("metadefender-it-ot-access", "RDP session drops after 15 minutes", "Our technician is thrown out of every remote session. It says posture_expired.",
     "it-ot-access-sessions"),
    ("metadefender-vault", "Moving from Vault to MFT", "We want to migrate. What happens with the shared links and the approval history?",
     "vault-migration"),
    ("metadefender-cloud", "daily limit", "With our free account we reached the quota by noon. Does a hash lookup count, and can scans be private?",
     "cloud-quotas-private-scans"),
    ("central-management", "Group out of sync", "Two instances are shown as Out of sync after we changed a policy. Checksum is different.",
     "central-management-groups-sync"),
    ("metadefender-vault", "where can I collect diagnostics", "You asked for a support package. How do I make one and attach it, it has 3 GB?",
     "support-package"),
    // Told at length, with all that has nothing to do with it.
    (CORE, "Production issue in the Hamburg plant",
     "Hello, I am writing on behalf of my manager who is on vacation. Yesterday evening around 18:40 our operator in Hamburg noticed that nothing arrives on the production share any more. On the dashboard one sees that there are 38,211 entries in the queue and the number is only going up. We restarted the virtual machine twice and called our storage people, who do not see anything unusual. Each single scan takes minutes and then fails with a timeout.",
     "core-scan-timeouts-queue"),
    (CORE, "Cannot see who deleted a report", "The works council asks how long we keep names of scanned files and of the people who submitted them, and who is able to remove such entries. Our data protection officer needs an answer by Friday.",
     "data-protection-retention"),
    (CORE, "Which logs do you need", "You asked for debug logs of one single scan. We have the data_id. Where is the log level changed and how do I find the lines which belong together?",
     "core-logs"),
    (CORE, "two data centers", "Management wants that the service survives when a whole data center is lost. How must we set up the database failover and the load balancers?",
     "core-high-availability"),
    (KIOSK, "Screen stays white", "Every morning the terminal at the reception shows only a white screen. After a restart it is good until next day. The guard says it comes after the screensaver.",
     "kiosk-hardware-troubleshooting"),
    (KIOSK, "definitions too old", "Our terminal refuses to scan because its definitions are 15 days old. The site is air-gapped and the colleague with the update stick is ill.",
     "offline-engine-updates"),
    (EMAIL, "newsletter takes hours", "Whenever marketing sends its newsletter to our 30000 customers, all the other mail is slow for half the day.",
     "email-delays"),
    (MFT, "Customer cannot upload video", "An external customer tries since two days to upload a video of 60 GB, every time it ends at the same percentage. With small files he has success. There is an nginx in front.",
     "mft-large-uploads-names"),
    (SANDBOX, "install sandbox on isolated ubuntu", "We must install on an Ubuntu machine with no connection to outside. Which bundle do I need?",
     "sandbox-offline-queue"),
    (CORE, "webhook", "our integration submits many files as one batch and waits for the callback but the callback never comes",
     "core-batch-callbacks"),
];

/// About nothing that the knowledge base knows.
#[rustfmt::skip]
const NOISE: &[(&str, &str)] = &[
    ("asdf jkl", "asdfasdf qwer zxcv asdkjfh aksjdhf kajshdf lkjh sdfg wert"),
    ("Lorem ipsum", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation."),
    ("Nice weather", "The weather is lovely this week, with sunshine in the afternoon and a little rain at night. On Sunday we drive to the beach with the children."),
    ("Pancakes", "Whisk two eggs with a cup of milk, add flour and a pinch of salt, and let the batter rest for half an hour. Fry in butter at medium heat until golden, then serve with maple syrup."),
    ("Shall I compare thee", "Shall I compare thee to a summer's day? Thou art more lovely and more temperate: rough winds do shake the darling buds of May, and summer's lease hath all too short a date."),
    ("help", "help please it does not work"),
    ("Problem", "There is a problem, please help me asap. Thank you very much in advance."),
    ("file", "a file"),
    ("日本語のお問い合わせ", "昨日からスキャンが終わりません。ライセンスは有効です。どうすればよいですか。"),
    ("'; DROP TABLE articles; --", "1' OR '1'='1' UNION SELECT password FROM users; DELETE FROM cases WHERE 1=1"),
    ("title:* NEAR(a b, 5)", "\"AND\" OR NOT ^ { } ( ) * : + - \"\"\" NEAR/3 rowid:1 {title}: *"),
    ("😀🎉", "🔥🔥🔥 ❤️‍🔥 👩‍👩‍👧‍👦 🏳️‍🌈"),
    ("Football", "The match yesterday was decided by a penalty in the last minute, and the goalkeeper of the home team was the hero of the evening."),
    ("Job application", "I am a student of economics and looking for an internship in marketing this summer. Attached you find my curriculum vitae and two letters of recommendation."),
    ("Travel", "Which train should I take from Vienna to Venice, and is breakfast included in the price of the hotel room near the station?"),
    ("Holiday greetings", "We wish you and your families a merry Christmas and a happy new year, and thank you for the wonderful cooperation."),
    ("History homework", "Explain in your own words why the Roman empire fell, and name three emperors of the second century."),
    ("Laptop", "The battery of my private laptop lasts for one hour only. Should I buy a new one or replace the battery, and what does it cost?"),
    ("Meeting room", "Please reserve the large meeting room for Thursday from ten to twelve, with coffee for eight people."),
    ("Invoice", "The invoice that we got in March has a wrong address. Can you send us a corrected one? Our accounting department cannot pay it otherwise."),
    ("NullPointerException", "My Java program throws a NullPointerException in the main method when I call the constructor of the class Person with an empty list."),
    ("Spreadsheet", "How do I sum up a column in a spreadsheet only where the cell next to it is green?"),
    ("Streaming", "I forgot the password of my streaming account, and the series that I was watching has disappeared from the list."),
    ("Phone contract", "I would like to cancel my phone contract at the end of the month and keep my number."),
    ("Garden", "When should roses be cut, and which fertilizer is good for tomatoes on a balcony that gets a lot of sun?"),
    ("Cat", "My cat sleeps on the keyboard all day and does not like her new food. The vet says that she is healthy."),
    ("Half a rating", "Every Tuesday the purple lamp blinks twice and then rests. Ought it to do so?"),
];

async fn suggest(user: &User<'_>, product: &str, subject: &str, description: &str) -> Suggestions {
    let body = json!({ "product": product, "subject": subject, "description": description });
    user.post("/organizations/contoso/suggestions", &body).await.read_as(200)
}

fn shown(found: &Suggestions) -> Vec<String> {
    found.articles.iter().map(|it| format!("{} {:.2}", it.id, it.score)).collect()
}

#[tokio::test]
async fn what_customers_write_finds_the_article_that_helps() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let mut first = 0;
    let mut missed = Vec::new();
    for (product, subject, description, expected) in QUESTIONS {
        let found = suggest(&cora, product, subject, description).await;
        let place = found.articles.iter().position(|it| it.id == *expected);
        first += usize::from(place == Some(0));
        if place.is_none_or(|place| place > 2) {
            missed.push(format!("{subject}: {:?}", shown(&found)));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(first * 10 >= QUESTIONS.len() * 9, "first: {first} of {}", QUESTIONS.len());
}

#[tokio::test]
async fn what_is_about_nothing_finds_nothing() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let long = "x".repeat(50_000);
    let noise = NOISE.iter().copied().chain([("xxxxx", long.as_str()), ("", ""), ("license", "")]);
    let mut found = Vec::new();
    for (subject, description) in noise {
        for product in [CORE, KIOSK, EMAIL, "", "no-such-product"] {
            let answer = suggest(&cora, product, subject, description).await;
            if !answer.articles.is_empty() {
                found.push(format!("{subject} ({product}): {:?}", shown(&answer)));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn one_word_is_not_enough_however_rare() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    for (subject, expected) in [
        ("Squid", 0),
        ("Squid bitlocker", 0),
        ("Squid squid SQUIDS", 0),
        ("Squid octopus", 0),
        ("Squid preview", 1),
    ] {
        let found = suggest(&cora, "", subject, "").await;
        assert_eq!(found.articles.len(), expected, "{subject}: {:?}", shown(&found));
    }
}

/// The least that a search must do, for every article.
#[tokio::test]
async fn every_article_is_found_by_its_own_title() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let mut read = app.store.read().await.unwrap();
    let articles = caseport_server::store::articles::all(&mut read).await.unwrap();
    drop(read);
    assert!(articles.len() > 50);
    for article in articles.values() {
        let product = article.products.first().map_or(CORE, String::as_str);
        let found = suggest(&cora, product, &article.title, "").await;
        assert_eq!(found.articles.first().map(|it| &it.id), Some(&article.id), "{:?}", shown(&found));
    }
}
