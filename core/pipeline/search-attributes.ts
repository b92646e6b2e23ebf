/** What runs can be searched by in Temporal, each a keyword: names are promises. */
export const searchAttributes = { pipeline: 'LeatPipeline', state: 'LeatRunState', model: 'LeatModel' } as const;

export const SEARCH_ATTRIBUTES = Object.values(searchAttributes);
