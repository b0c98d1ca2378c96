// The reading list while its reader walks back and forward.
//
// The list stands in the address, so every entry of the browser's history has the list as it was
// then. A step back is to undo a question or a filter and never a paper put on the list: the tab
// remembers its newest list (sessionStorage, nothing leaves the browser), and an entry that is
// walked to is given that one. A change of the list alone makes no entry of its own.
//
// An address that was pasted brings a list of its own. Entries are marked with the list that they
// belong to, so that walking back from there finds the other list untouched.
(() => {
  if (window.readingListIsCarried) return;
  window.readingListIsCarried = true;

  const NAMES = ["list", "note"];
  const SLOT = "reading-list";
  const push = history.pushState;
  const replace = history.replaceState;

  const split = (search) => {
    const rest = new URLSearchParams(search);
    const carried = new URLSearchParams();
    for (const name of NAMES) {
      for (const value of rest.getAll(name)) carried.append(name, value);
      rest.delete(name);
    }
    return { rest: rest.toString(), carried: carried.toString() };
  };

  const kept = () => JSON.parse(sessionStorage.getItem(SLOT)) || { id: "", carried: "" };
  const keep = (id, carried) => sessionStorage.setItem(SLOT, JSON.stringify({ id, carried }));
  const mark = (url) =>
    replace.call(history, { ...history.state, readingList: kept().id }, "", url || location.href);

  // Give the entry shown its list. Streamlit may have read the address before, so it is told to
  // look again where the list is another now.
  const arrive = () => {
    const { id, carried } = kept();
    const there = history.state?.readingList;
    const { rest, carried: own } = split(location.search);
    if (id && there === id && own !== carried) {
      const query = [rest, carried].filter(Boolean).join("&");
      mark(location.pathname + (query ? `?${query}` : "") + location.hash);
      dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
      return;
    }
    const follows = !there && id && own === carried;
    keep(follows ? id : there || `${Date.now()}-${Math.random()}`, own);
    mark();
  };

  const written = (method) => (state, unused, url) => {
    const to = new URL(url ?? location.href, location.href);
    const [before, after] = [split(location.search), split(to.search)];
    const listAlone =
      to.pathname === location.pathname && to.hash === location.hash && before.rest === after.rest;
    keep(kept().id, after.carried);
    const marked = { ...state, readingList: kept().id };
    (listAlone ? replace : method).call(history, marked, unused, url);
  };

  try {
    arrive();
    history.pushState = written(push);
    history.replaceState = written(replace);
    addEventListener("popstate", arrive);
  } catch (error) {
    console.warn("This browser keeps nothing for a tab; Back takes papers off the list.", error);
  }
})();
