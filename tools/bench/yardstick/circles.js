// The least that shows the same points: Leaflet as it comes, one circle each on its canvas.
const points = JSON.parse(document.getElementById("points").textContent);
const map = L.map("map", { preferCanvas: true });
map.getContainer().style.height = "100vh";
map.invalidateSize();
map.fitBounds(points, { animate: false });
for (const point of points) L.circleMarker(point, { radius: 5 }).addTo(map);
// Leaflet paints in the next frame and has asked for it before us; the mark follows that frame, as on the map page.
requestAnimationFrame(() => setTimeout(() => performance.mark("map:painted")));
