//! A Chromium with a given size and colour scheme that records long tasks. Knows nothing of the page it opens.

use crate::Result;
use crate::driver::Driver;
use crate::page::Page;

/// Runs before the page's own scripts in every document: records the long tasks, which cannot be queried afterwards.
const LONG_TASK_OBSERVER: &str = "
    window.longTasksForTests = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
            window.longTasksForTests.push({ start: entry.startTime, duration: entry.duration });
    }).observe({ type: 'longtask', buffered: true });
";

/// The size of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

impl Window {
    /// A laptop.
    pub const DESKTOP: Self = Self::new(1280, 800);

    /// A phone held upright.
    pub const PHONE: Self = Self::new(390, 844);

    /// A window of this size.
    #[must_use]
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Below this width the browser acts as on a phone: it uses the viewport that the page sets.
    pub(crate) const MOBILE_BELOW: u32 = 600;
}

/// The colour scheme that the person prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourScheme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// A browser with one page. It is closed when dropped.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
}

impl Browser {
    /// Starts a browser with empty storages and an empty cache.
    ///
    /// # Errors
    ///
    /// If chromedriver or Chromium does not start.
    pub async fn start(window: Window, scheme: ColourScheme) -> Result<Self> {
        let browser = Self {
            driver: Driver::start().await?,
        };
        browser.run_before_page(LONG_TASK_OBSERVER).await?;
        browser.resize(window).await?;
        browser.prefer(scheme).await?;
        Ok(browser)
    }

    /// The page.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(self.driver.client().clone())
    }

    /// Resizes the page.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn resize(&self, window: Window) -> Result {
        self.page().resize(window).await
    }

    /// Changes the preferred colour scheme.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn prefer(&self, scheme: ColourScheme) -> Result {
        self.page().prefer(scheme).await
    }

    /// Runs `script` in every document from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn run_before_page(&self, script: &str) -> Result {
        self.page().run_before(script).await
    }
}
