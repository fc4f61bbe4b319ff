package imds

import "net/http"

// info tells a machine its tenant.
func (h *Handler) info(w http.ResponseWriter, r *http.Request, c caller) error {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	if !identityVersion(q["api-version"]) {
		return errVersion
	}
	if _, err := h.machine(r.Context(), c); err != nil {
		return err
	}
	_, _ = w.Write(encode(struct {
		TenantID string `json:"tenantId"`
	}{h.config.TenantID}))
	return nil
}

// versions lists the api-versions. It needs none itself, and is the same for everybody.
func (h *Handler) versions(w http.ResponseWriter) error {
	_, _ = w.Write(encode(struct {
		APIVersions []string `json:"apiVersions"`
	}{versions}))
	return nil
}
