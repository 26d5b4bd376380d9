wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"model":"phishing","features":{"empty_server_form_handler":0.0,"popup_window":0.5,"https":1.0,"request_from_other_domain":1.0,"anchor_from_other_domain":0.0,"is_popular":0.5,"long_url":1.0,"age_of_domain":1.0,"ip_in_url":0.0}}'
