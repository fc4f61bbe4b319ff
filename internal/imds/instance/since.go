package instance

// since are the api-versions with which members came, by their paths; all others
// have been there from the first. (Microsoft's documentation of the service, where
// it lists the data and the version that introduced each.)
var since = map[string]string{
	"compute.additionalCapabilities":                  "2021-11-01",
	"compute.azEnvironment":                           "2018-10-01",
	"compute.customData":                              "2019-02-01",
	"compute.evictionPolicy":                          "2020-12-01",
	"compute.extendedLocation":                        "2021-03-01",
	"compute.host":                                    "2021-11-15",
	"compute.hostGroup":                               "2021-11-15",
	"compute.isHostCompatibilityLayerVm":              "2020-06-01",
	"compute.licenseType":                             "2020-09-01",
	"compute.osProfile":                               "2020-07-15",
	"compute.osProfile.disablePasswordAuthentication": "2020-10-01",
	"compute.physicalZone":                            "2023-11-15",
	"compute.placementGroupId":                        "2017-08-01",
	"compute.plan":                                    "2018-04-02",
	"compute.platformSubFaultDomain":                  "2021-10-01",
	"compute.priority":                                "2020-12-01",
	"compute.provider":                                "2018-10-01",
	"compute.publicKeys":                              "2018-04-02",
	"compute.resourceGroupName":                       "2017-08-01",
	"compute.resourceId":                              "2019-03-11",
	"compute.securityProfile":                         "2020-06-01",
	"compute.securityProfile.encryptionAtHost":        "2021-11-01",
	"compute.securityProfile.securityType":            "2021-12-13",
	"compute.storageProfile":                          "2019-06-01",
	"compute.subscriptionId":                          "2017-08-01",
	"compute.tags":                                    "2017-08-01",
	"compute.tagsList":                                "2019-06-04",
	"compute.userData":                                "2021-01-01",
	"compute.virtualMachineScaleSet":                  "2021-03-01",
	"compute.vmScaleSetName":                          "2017-12-01",
	"compute.zone":                                    "2017-12-01",
}
