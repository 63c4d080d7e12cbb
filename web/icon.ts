export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0f766e" stroke-width="2.4"><circle cx="16" cy="16" r="9"/><path d="M4 25C9 30 30 9 28 4" stroke-linecap="round"/><circle cx="26.6" cy="9.6" r="2.6" fill="#d97706" stroke="none"/></svg>`;

/** Where a picture is missing. */
export const placeholder = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256"><rect width="256" height="256" fill="#8b9a98" fill-opacity=".16"/><g fill="none" stroke="#8b9a98" stroke-opacity=".55" stroke-width="3"><circle cx="128" cy="128" r="44"/><path d="M84 128h88M128 84c-26 26-26 62 0 88M128 84c26 26 26 62 0 88"/></g></svg>`;
