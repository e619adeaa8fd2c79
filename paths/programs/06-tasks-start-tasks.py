"""A crawler: each page that is read starts a task for every page that it links to."""

import asyncio

PAGES = {
    "home": (0.5, ["shop", "blog"]),
    "shop": (1.0, ["cart"]),
    "blog": (0.4, ["post"]),
    "cart": (0.3, []),
    "post": (0.3, []),
}


async def read(page, crawl):
    seconds, links = PAGES[page]
    await asyncio.sleep(seconds)
    print(f"{page} links to {len(links)}")
    for link in links:
        crawl.create_task(read(link, crawl), name=link)


async def main():
    async with asyncio.TaskGroup() as crawl:
        crawl.create_task(read("home", crawl), name="home")
    print("all pages are read")


asyncio.run(main())
