//! The files in `hosting/`: each has the policy word for word, and sends what the page needs.

use finish::POLICY;
use finish::headers::Rules;
use std::path::Path;

const FOREVER: &str = "public, max-age=31536000, immutable";

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hosting").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_policy_allows_no_inline_code_and_no_other_host() {
    assert_eq!(
        POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src \
         'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
    );
}

#[test]
fn every_hosting_file_has_the_policy_and_the_rules_for_keeping_files() {
    for file in [
        "cloudflare-pages/_headers",
        "netlify/netlify.toml",
        "nginx/futurescope.conf",
        "caddy/Caddyfile",
    ] {
        let text = text(file);
        // Where the policy begins it is the whole policy, to the quote or the end of the line.
        let starts: Vec<&str> = text.split("default-src").skip(1).collect();
        assert!(starts.len() >= 2, "{file} has no policy");
        let (mut plain, mut framing) = (0, 0);
        for start in starts {
            let end = start.find(['"', '\n']).expect("a policy has an end");
            match format!("default-src{}", &start[..end]) {
                policy if policy == POLICY => plain += 1,
                policy if policy == format!("{POLICY}; frame-src 'self'") => framing += 1,
                other => panic!("{file}: {other}"),
            }
        }
        assert!(plain >= 1, "{file} does not send the policy");
        assert_eq!(framing, 1, "{file}: only embed-demo.html may have frames");
        for needed in [
            "X-Content-Type-Options",
            "nosniff",
            FOREVER,
            "no-cache",
            "application/wasm",
            "embed-demo",
        ] {
            assert!(text.contains(needed), "{file} has no {needed}");
        }
        assert!(
            !text.contains("frame-ancestors") && !text.contains("X-Frame-Options"),
            "{file} forbids being framed"
        );
    }
}

#[test]
fn cloudflare_sends_each_file_what_it_needs() {
    let rules = Rules::parse(&text("cloudflare-pages/_headers")).expect("it is a file of rules");
    let header = |path: &str, name: &str| {
        let headers = rules.headers_of(path);
        headers
            .into_iter()
            .find(|(sent, _)| sent == name)
            .map(|(_, value)| value)
    };
    let value = |text: &str| Some(text.to_owned());
    for path in [
        "/",
        "/index.html",
        "/service-worker.js",
        "/embed.js",
        "/manifest.webmanifest",
    ] {
        assert_eq!(header(path, "Cache-Control"), value("no-cache"), "{path}");
        assert_eq!(header(path, "Content-Security-Policy"), value(POLICY), "{path}");
    }
    let wasm = "/assets/futurescope_bg-0123456789abcdef.wasm";
    assert_eq!(header(wasm, "Cache-Control"), value(FOREVER));
    assert_eq!(header(wasm, "Content-Type"), value("application/wasm"));
    assert_eq!(header(wasm, "X-Content-Type-Options"), value("nosniff"));
    assert_eq!(
        header("/embed-demo.html", "Content-Security-Policy"),
        value(&format!("{POLICY}; frame-src 'self'"))
    );
}

#[test]
fn netlify_sends_a_file_one_policy_only() {
    // Netlify joins the values of all rules that match, and two policies would both hold.
    let text = text("netlify/netlify.toml");
    let rules = text
        .split("[[headers]]")
        .skip(1)
        .filter(|rule| rule.contains("Content-Security-Policy"));
    let patterns: Vec<&str> = rules
        .filter_map(|rule| rule.lines().find_map(|line| line.strip_prefix("for = ")))
        .collect();
    assert!(
        patterns.contains(&"\"/\"") && patterns.contains(&"\"/embed-demo.html\""),
        "{patterns:?}"
    );
    assert!(!patterns.contains(&"\"/*\""), "{patterns:?}");
}
