import type { FaultId } from '../../../lab/faults/index.js';

/**
 * What a person reports about each fault: what its victims notice, never why. A false alarm borrows one of them, so
 * that the wording does not give it away.
 */
export const REPORTS: Readonly<Record<FaultId, string>> = {
  'table-lock':
    'A user says: “The shop hangs. Sometimes a page loads at once, sometimes I wait for seconds.”',
  'connection-leak': 'Support says: “More and more users get an error page. It was fine a few minutes ago.”',
  'pool-shrunk': 'A user says: “Everything is a bit slower than usual, and now and then I get an error.”',
  'missing-index': 'A user says: “The list of items is quick, but opening an item is slower than it was.”',
  'slow-route': 'A user says: “Browsing the items is sometimes very slow. When I reload, it is quick again.”',
  'error-burst': 'A user says: “I can’t add an item. I get an error, and when I retry it sometimes works.”',
  'event-loop-block': 'A user says: “The whole shop stutters.”',
  'memory-leak': 'A user says: “It gets slower, then it is gone for a moment, then it is quick again.”',
  'retry-storm': 'Support says: “The shop barely answers, and everybody who complains uses the app.”',
  'bad-release': 'A user says: “Browsing the items has become slow.”',
  'client-flood': 'A user says: “The shop has become slow for everybody in the office.”',
  'traffic-drop': 'Sales says: “We have hardly had an order for a while. Is the shop all right?”',
  'renamed-metric': 'A colleague says: “My panels of the API are empty. Are we down?”',
  'label-explosion': 'A colleague says: “Prometheus uses more memory than yesterday. Does anybody know why?”',
  'slow-scrape': 'A colleague says: “My graphs of the API have gaps. Does anybody else see that?”',
  'wrong-interface': 'A user says: “The shop does not load at all.”',
  'db-driver': 'A user says: “I get an error on nearly every page.”',
  'broken-alert-rule': 'A user says: “I have had errors for a while. Didn’t you get an alert?”',
};
