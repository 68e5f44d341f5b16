{
    "name": "Direct Marketing: a kind of condition of another addon",
    "summary": "What the README says of conditions of your own, done; only the tests install it",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "The Direct Marketing contributors",
    "license": "AGPL-3",
    "depends": ["direct_marketing"],
    "data": ["views/dm_filter_views.xml"],
}
