/** How deep types that contain themselves may nest. */
export const maxDepth = 64;

/** The most members an object may have: the bytes above are markers. */
export const maxMembers = 249;

/** Stands where an object's count of members would, when the object is null. */
export const nullObject = 255;

/** Stands where a count would, when a collection or a string is null. */
export const nullCollection = -1;

/** Says that two bytes of a union's tag follow. */
export const wideUnionTag = 250;
