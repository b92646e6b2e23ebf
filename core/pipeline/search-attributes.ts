/** What runs can be searched by in Temporal, each a keyword: names are promises. */
export const SEARCH_ATTRIBUTES = ['LeatPipeline', 'LeatRunState', 'LeatModel'] as const;
