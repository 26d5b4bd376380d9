// packages: OnlineMl
(double, string, bool)[] visits = [(31, "fr", true), (44, "de", false), (27, "fr", true)];
// block 1
return file.Length > 0 && model.Predict(new FeatureVector { ["age"] = 31 }).Probabilities.Count == 2 ? 0 : 1;
