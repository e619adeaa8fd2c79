"""Tasks that start tasks: a crawler whose pages lead to further pages; the tree says who started whom."""

import asyncio

LINKS = {"home": ["news", "about"], "news": ["today"], "about": [], "today": []}


async def crawl(page, group):
    await asyncio.sleep(0.01)
    for link in LINKS[page]:
        group.create_task(crawl(link, group), name=link)  # @link
    print(page)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(crawl("home", group), name="home")  # @home


asyncio.run(main())

# expect: root starts home via group at @home
# expect: home starts news via group at @link
# expect: home starts about via group at @link
# expect: news starts today via group at @link
# expect: ends: home finished, news finished, about finished, today finished, root finished
# expect[virtual]: root ends at 30 ms
