"""`-m package` with a relative import; the program itself is in package/__main__.py."""

# module: package
# args: -x 1
# expect: ends: helper finished, root finished
# expect: root starts helper via create-task
# expect: helper returned 'helped'
