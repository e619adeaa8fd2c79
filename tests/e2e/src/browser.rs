//! A Chromium of a chosen size and colour scheme, with ears for long tasks. Knows nothing of the page it will open.

use crate::Result;
use crate::driver::Driver;
use crate::page::Page;

/// Runs before the page's own scripts, in every document: keeps the long tasks, which cannot be asked for afterwards.
const EARS: &str = "
    window.longTasksForTests = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            window.longTasksForTests.push({ start: entry.startTime, duration: entry.duration });
    }).observe({ type: 'longtask', buffered: true });
";

/// The size of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Window {
    /// A laptop.
    pub const DESKTOP: Self = Self {
        width: 1280,
        height: 800,
    };

    /// A phone held upright.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
    };

    /// Below this width a browser behaves as a phone's does: with the viewport the page asks for.
    pub(crate) const MOBILE_BELOW: u32 = 600;
}

/// What the person prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourScheme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// A browser with one page; it ends when dropped.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
}

impl Browser {
    /// Starts a browser without a past: no storage, no cache.
    ///
    /// # Errors
    ///
    /// When chromedriver or Chromium does not start.
    pub async fn start(window: Window, scheme: ColourScheme) -> Result<Self> {
        let browser = Self {
            driver: Driver::start().await?,
        };
        browser.run_before_page(EARS).await?;
        browser.resize(window).await?;
        browser.prefer(scheme).await?;
        Ok(browser)
    }

    /// The page.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(self.driver.client().clone())
    }

    /// Gives the page another size.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn resize(&self, window: Window) -> Result {
        self.page().resize(window).await
    }

    /// Prefers another colour scheme.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn prefer(&self, scheme: ColourScheme) -> Result {
        self.page().prefer(scheme).await
    }

    /// Runs `script` in every document from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn run_before_page(&self, script: &str) -> Result {
        self.page().run_before(script).await
    }
}
