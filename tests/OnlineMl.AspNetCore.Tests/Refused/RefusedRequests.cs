namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>Wrong requests, each with its status and a part of its message. There are a regression <c>m</c>, a binary <c>b</c>, a multiclass <c>c</c>
/// and a cluster model <c>k</c>, and <c>m</c> remembers a prediction under <c>kept</c>.</summary>
internal static class RefusedRequests
{
    /// <summary>Wrong bodies of learn, predict and label, whatever else is in them.</summary>
    public static IEnumerable<RefusedRequest> Bodies { get; } = OnEachCall(
        ("", "not valid JSON"),
        ("   ", "not valid JSON"),
        ("{", "not valid JSON"),
        ("}", "not valid JSON"),
        ("[]", "must be a JSON object"),
        ("7", "must be a JSON object"),
        ("\"model\"", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ("{}", "'model' is missing"),
        ("{,}", "not valid JSON"),
        ("{\"model\"}", "not valid JSON"),
        ("{\"model\":}", "not valid JSON"),
        ("{\"model\":\"m\",}", "not valid JSON"),
        ("{\"model\":\"m\"}}", "not valid JSON"),
        ("{\"model\":\"m\"} {}", "not valid JSON"),
        ("{\"model\":\"m\"}x", "not valid JSON"),
        ("{\"model\" \"m\"}", "not valid JSON"),
        ("{model:\"m\"}", "not valid JSON"),
        ("{'model':'m'}", "not valid JSON"),
        ("{\"model\":\"m\" \"features\":{}}", "not valid JSON"),
        ("{\"model\":\"m", "not valid JSON"),
        ("{\"model\":\"m\\", "not valid JSON"),
        ("{\"model\":\"m\",\"features\":{\"x\":1}", "not valid JSON"),
        ("{\"model\":\"m\",\"features\":{\"x\":1", "not valid JSON"),
        ("/* */{\"model\":\"m\"}", "not valid JSON"),
        ("{\"model\":null}", "'model' is missing"),
        ("{\"model\":7}", "'model' must be a text"),
        ("{\"model\":true}", "'model' must be a text"),
        ("{\"model\":[\"m\"]}", "'model' must be a text"),
        ("{\"model\":{\"m\":1}}", "'model' must be a text"),
        ("{\"model\":\"m\",\"model\":\"m\"}", "'model' comes twice"),
        ("{\"model\":\"m\",\"mod\\u0065l\":\"m\"}", "'model' comes twice"),
        ("{\"model\":\"\\ud800\"}", "'model' is not a valid text"),
        ("{\"model\":\"\\x\"}", "'model' is not a valid text"),
        ("{\"model\":\"m\",\"features\":7}", "'features' must be an object"),
        ("{\"model\":\"m\",\"features\":[1,2]}", "'features' must be an object"),
        ("{\"model\":\"m\",\"features\":\"x\"}", "'features' must be an object"),
        ("{\"model\":\"m\",\"features\":{},\"features\":{}}", "'features' comes twice"),
        ("{\"model\":\"m\",\"identifier\":7}", "'identifier' must be a text"),
        ("{\"model\":\"m\",\"identifier\":{}}", "'identifier' must be a text"),
        ("{\"model\":\"m\",\"identifier\":\"a\",\"identifier\":\"b\"}", "'identifier' comes twice"),
        ("{\"model\":\"m\",\"Idempotency-Key\":7}", "'Idempotency-Key' must be a text"),
        ("{\"model\":\"m\",\"prediction\":{\"a\":1,\"a\":2}}", "'prediction' is not valid JSON"),
        ("{\"model\":\"m\",\"prediction\":tru}", "'prediction' is not valid JSON"),
        ("{\"model\":\"m\",\"other\":{\"a\":{\"b\":1,\"b\":2}}}", "'other' is not valid JSON"),
        ("{\"model\":\"m\",\"other\":[1,2}", "not valid JSON"),
        ("{\"model\":\"m\",\"other\":01}", "'other' is not valid JSON"),
        ("{\"model\":\"m\",\"other\":NaN}", "'other' is not valid JSON"),
        ("{\"model\":\"m\",\"ot\nher\":1}", "The name of a field"),
        ("{\"model\":\"m\",\"other\":" + new string('[', 100) + new string(']', 100) + "}", "'other' is not valid JSON"));

    /// <summary>Wrong features, on predict and learn.</summary>
    public static IEnumerable<RefusedRequest> Features { get; } = OnPredictAndLearn(
        ("{\"x\":1e400}", "'x'"),
        ("{\"x\":-1e400}", "'x'"),
        ("{\"x\":NaN}", "'x' is not JSON: NaN and Infinity are no numbers of JSON"),
        ("{\"x\": nan}", "'x' is not JSON: NaN and Infinity are no numbers of JSON"),
        ("{\"x\":Infinity}", "'x' is not JSON: NaN and Infinity are no numbers of JSON"),
        ("{\"a\":1,\"b\":-Infinity}", "'b' is not JSON: NaN and Infinity are no numbers of JSON"),
        ("{\"\\u0078\":-inf}", "'\\u0078' is not JSON: NaN and Infinity are no numbers of JSON"),
        ("{\"x\":None}", "'x' is not JSON: 'N' is an invalid start"),
        ("{\"x\":01}", "'x' is not JSON"),
        ("{\"x\":1.}", "'x' is not JSON"),
        ("{\"x\":.5}", "not JSON"),
        ("{\"x\":+1}", "not JSON"),
        ("{\"x\":0x10}", "not JSON"),
        ("{\"x\":tru}", "not JSON"),
        ("{\"x\":[1]}", "'x'"),
        ("{\"x\":{}}", "'x'"),
        ("{\"x\":{\"y\":{\"z\":1}}}", "'x'"),
        ("{\"x\":" + new string('[', 200) + new string(']', 200) + "}", "'x'"),
        ("{\"x\":1,\"x\":2}", "'x'"),
        ("{\"x\":1,\"\\u0078\":2}", "'x'"),
        ("{\"x\":1 \"y\":2}", "not JSON behind 'x'"),
        ("{\"x\":1,}", "not JSON behind 'x'"),
        ("{\"x\"}", "not JSON"),
        ("{x:1}", "not JSON"),
        ("{\"x\":\"\\ud800\"}", "'x'"),
        ("{\"\\ud800\":1}", "name of a feature"),
        ("{\"x\":\"a\nb\"}", "not JSON"),
        ("{\"x\":1,\"x2\":[}", "not valid JSON"),
        ("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9}", "more than 8 features"),
        ("{\"" + new string('n', 5000) + "\":1}", "longer than"));

    public static IEnumerable<RefusedRequest> Learns { get; } =
    [
        Learn("\"model\":\"m\"", "'features' is missing"),
        Learn("\"model\":\"m\",\"features\":null,\"ground_truth\":1", "'features' is missing"),
        Learn("\"model\":\"m\",\"ground_truth\":1,\"identifier\":\"nobody's\"", "'nobody's'"),
        Learn("\"model\":\"none\",\"features\":{\"x\":1},\"ground_truth\":1", "There is no model named 'none'."),
        Learn("\"model\":\"\",\"features\":{\"x\":1},\"ground_truth\":1", "There is no model named ''."),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":\"red\"", "red"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":\"NaN\"", "NaN"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1e400", "'ground_truth' is not a finite number"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":-1e999", "'ground_truth' is not a finite number"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":NaN", "'ground_truth'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":01", "'ground_truth'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":tru", "'ground_truth'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":{}", "'ground_truth' must be"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":[1]", "'ground_truth' must be"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"ground_truth\":2", "'ground_truth' comes twice"),
        Learn("\"model\":\"c\",\"features\":{\"x\":1},\"ground_truth\":\"\\ud800\"", "'ground_truth'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"prediction\":\"red\"", "'prediction'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"prediction\":[1]", "'prediction'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"prediction\":1e400", "'prediction'"),
        Learn("\"model\":\"b\",\"features\":{\"x\":1},\"ground_truth\":true,\"prediction\":{\"true\":\"much\"}", "'prediction'"),
        Learn("\"model\":\"b\",\"features\":{\"x\":1},\"ground_truth\":true,\"prediction\":{\"\\ud800\":1}", "'prediction'"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"identifier\":\"" + new string('i', 257) + "\"", "'identifier' has 257 characters"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"Idempotency-Key\":\"" + new string('i', 257) + "\"", "'Idempotency-Key' has 257 characters"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1,},\"ground_truth\":1,\"identifier\":\"kept\"", "'features' is not valid JSON"),
        Learn("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1,\"label\":tru", "'label' is not valid JSON"),
        Learn("\"model\":\"m\"", "larger than 4096 bytes", 413, new string(' ', 5000)),
    ];

    public static IEnumerable<RefusedRequest> Predicts { get; } =
    [
        Predict("\"model\":\"m\"", "'features' is missing"),
        Predict("\"model\":\"m\",\"features\":null", "'features' is missing"),
        Predict("\"model\":\"none\",\"features\":{\"x\":1}", "There is no model named 'none'."),
        Predict("\"features\":{\"x\":1}", "'model' is missing"),
        Predict("\"model\":\"m\",\"features\":{\"x\":1},\"identifier\":\"" + new string('i', 257) + "\"", "'identifier' has 257 characters"),
        Predict("\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":tru", "'ground_truth' is not valid JSON"),
        Predict("\"model\":\"m\"", "larger than 4096 bytes", 413, new string(' ', 5000)),
        new("POST", "/api/predict/", "{\"model\":\"m\",\"features\":{\"x\":1}}", 400, "'Idempotency-Key' has 300 characters") { Key = new string('k', 300) },
    ];

    public static IEnumerable<RefusedRequest> Labels { get; } =
    [
        Label("\"model\":\"m\",\"label\":1", "'identifier' is missing"),
        Label("\"model\":\"m\",\"label\":1,\"identifier\":null", "'identifier' is missing"),
        Label("\"model\":\"m\",\"label\":1,\"identifier\":\"\"", "'identifier' is missing"),
        Label("\"model\":\"m\",\"identifier\":\"kept\"", "'label' is missing"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":null", "'label' is missing"),
        Label("\"model\":\"m\",\"identifier\":\"nobody's\",\"label\":1", "'nobody's'"),
        Label("\"model\":\"b\",\"identifier\":\"kept\",\"label\":true", "another model"),
        Label("\"model\":\"none\",\"identifier\":\"kept\",\"label\":1", "There is no model named 'none'."),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":\"red\"", "red"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":1e400", "'label' is not a finite number"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":{}", "'label' must be"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":[]", "'label' must be"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":nul", "'label'"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":1,\"label\":2", "'label' comes twice"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":1,\"features\":{\"x\":}", "'features' is not valid JSON"),
        Label("\"model\":\"m\",\"identifier\":\"kept\",\"label\":1,\"ground_truth\":0x1", "'ground_truth' is not valid JSON"),
        Label("\"model\":\"m\",\"identifier\":\"" + new string('i', 257) + "\",\"label\":1", "'identifier' has 257 characters"),
    ];

    public static IEnumerable<RefusedRequest> Models { get; } =
    [
        new("POST", "/api/model/magic/", "\"LinearRegression\"", 400, "'magic' is no flavor"),
        new("POST", "/api/model/regression/", "", 400, "The body is empty"),
        new("POST", "/api/model/regression/", "  \n", 400, "The body is empty"),
        new("POST", "/api/model/regression/", "{", 400, "JSON"),
        new("POST", "/api/model/regression/", "[", 400, "JSON"),
        new("POST", "/api/model/regression/", "[]", 400, "an empty array"),
        new("POST", "/api/model/regression/", "{}", 400, "an empty object"),
        new("POST", "/api/model/regression/", "\"\"", 400, "no component ''"),
        new("POST", "/api/model/regression/", "\"LinearRegression\" 7", 400, "JSON"),
        new("POST", "/api/model/regression/", "[\"StandardScaler\",]", 400, "JSON"),
        new("POST", "/api/model/regression/", "\"LinearRegresion\"", 400, "LinearRegression"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"l2\":-1}}", 400, "l2"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"l2\":1e400}}", 400, "l2"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"l2\":\"NaN\"}}", 400, "l2"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"l2\":1,\"l2\":2}}", 400, "l2"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"ltwo\":1}}", 400, "ltwo"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":7}", 400, "LinearRegression"),
        new("POST", "/api/model/regression/", "{\"\\ud800\":{}}", 400, "a key is not valid Unicode"),
        new("POST", "/api/model/regression/", "\"\\ud800\"", 400, "the text is not valid Unicode"),
        new("POST", "/api/model/regression/", "{\"LinearRegression\":{\"l2\":\"\\ud800\"}}", 400, "l2: the text is not valid Unicode"),
        new("POST", "/api/model/regression/", "[[[\"LinearRegression\"]", 400, "JSON"),
        new("POST", "/api/model/regression/", new string('[', 300) + new string(']', 300), 400, "depth of 64"),
        new("POST", "/api/model/regression/", "\"StandardScaler\"", 400, "StandardScaler is a part of models"),
        new("POST", "/api/model/regression/", "\"LogisticRegression\"", 400, "does not fit"),
        new("POST", "/api/model/binary/", "\"LinearRegression\"", 400, "does not fit"),
        new("POST", "/api/model/multiclass/", "\"LinearRegression\"", 400, "does not fit"),
        new("POST", "/api/model/cluster/", "\"LinearRegression\"", 400, "does not fit"),
        new("POST", "/api/model/regression/m/", "\"LinearRegression\"", 400, "There is a model named 'm' already"),
        new("POST", "/api/model/regression/a%20b/", "\"LinearRegression\"", 400, "a b"),
        new("POST", "/api/model/regression/a%2Fb/", "\"LinearRegression\"", 400, "'a%2Fb' is no name"),
        new("POST", "/api/model/regression/%C3%A4/", "\"LinearRegression\"", 400, "ä"),
        new("POST", "/api/model/regression/" + new string('n', 129) + "/", "\"LinearRegression\"", 400, "128"),
        new("POST", "/api/model/regression/save/", "{", 400, "JSON"),
        new("POST", "/api/model/regression/?metrics=Acuracy", "\"LinearRegression\"", 400, "Acuracy"),
        new("POST", "/api/model/regression/?metrics=Accuracy", "\"LinearRegression\"", 400, "Accuracy"),
        new("POST", "/api/model/regression/", "not a model", 400, "neither a spec in JSON nor a model file"),
        new("POST", "/api/model/regression/", "LinearRegression", 400, "\"LinearRegression\""),
        new("POST", "/api/model/regression/", "LinearRegression", 400, "neither a spec in JSON nor a model file") { Type = "application/x-www-form-urlencoded" },
        new("POST", "/api/model/regression/", "null", 400, "neither a spec in JSON nor a model file"),
        new("POST", "/api/model/regression/", "7", 400, "neither a spec in JSON nor a model file"),
        new("POST", "/api/model/regression/", "\u0001\u0002\u0003", 400, "neither a spec in JSON nor a model file"),
        new("POST", "/api/model/regression/n", "\"LinearRegression\"", 415, "Content-Encoding") { Encoding = "gzip" },
        new("POST", "/api/model/magic/status", "\"LinearRegression\"", 400, "'magic' is no flavor"),
        new("POST", "/api/model/none/save", "{}", 404, "There is no model named 'none'."),
        new("POST", "/api/model/regression/", new string('x', 70_000), 413, "larger than 65536 bytes"),
        new("POST", "/api/model/regression/", "ccopy_reg\n_reconstructor\n(criver.linear_model\nLinearRegression\nc__builtin__\nobject\nNtR.", 415, "JSON spec"),
        new("POST", "/api/model/regression/", "(dp0\nS'a'\np1\nI1\ns.", 415, "JSON spec"),
        new("POST", "/api/model/regression/", "}q\u0000(U\u0001aK\u0001u.", 415, "JSON spec"),
        new("GET", "/api/model/none/", null, 404, "There is no model named 'none'."),
        new("GET", "/api/model/", null, 400, "'model' is missing"),
        new("GET", "/api/model/?model=none", null, 404, "'none'"),
        new("GET", "/api/model/?model=m&model=b", null, 400, "'model' comes 2 times"),
        new("GET", "/api/model/none/status", null, 404, "'none'"),
        new("GET", "/api/model/none/export", null, 404, "'none'"),
        new("POST", "/api/model/none/save", null, 404, "'none'"),
        new("GET", "/api/model/download/none/", null, 404, "'none'"),
        new("DELETE", "/api/model/none/", null, 404, "'none'"),
        new("DELETE", "/api/model/", null, 400, "'model' is missing"),
        new("DELETE", "/api/model/", "model=none", 404, "'none'") { Type = "application/x-www-form-urlencoded" },
        new("DELETE", "/api/model/", "model=m&model=b", 400, "'model' comes 2 times") { Type = "application/x-www-form-urlencoded" },
        new("DELETE", "/api/model/", "model=m", 415, "Content-Encoding") { Type = "application/x-www-form-urlencoded", Encoding = "gzip" },
        new("DELETE", "/api/model/", "name=m", 400, "'model' is missing") { Type = "application/x-www-form-urlencoded" },
        new("DELETE", "/api/model/", "--x", 400, "The form is not valid") { Type = "multipart/form-data; boundary=x" },
        new("DELETE", "/api/model/", "{}", 400, "'model' is missing"),
    ];

    public static IEnumerable<RefusedRequest> Measures { get; } = new[] { "metrics", "stats" }.SelectMany(view => new RefusedRequest[]
    {
        new("GET", $"/api/{view}/", null, 400, "'model' is missing"),
        new("GET", $"/api/{view}/?model=", null, 400, "'model' is missing"),
        new("GET", $"/api/{view}/?model=none", null, 404, "There is no model named 'none'."),
        new("GET", $"/api/{view}/?model=m&model=m", null, 400, "'model' comes 2 times"),
        new("GET", $"/api/{view}/", "{", 400, "not valid JSON"),
        new("GET", $"/api/{view}/", "[]", 400, "must be a JSON object"),
        new("GET", $"/api/{view}/", "{}", 400, "'model' is missing"),
        new("GET", $"/api/{view}/", "{\"model\":null}", 400, "'model' is missing"),
        new("GET", $"/api/{view}/", "{\"model\":7}", 400, "'model' must be a text"),
        new("GET", $"/api/{view}/", "{\"model\":\"\\ud800\"}", 400, "not valid JSON: Cannot read incomplete UTF-16"),
        new("GET", $"/api/{view}/", "{\"model\":\"m\",\"model\":\"m\"}", 400, "not valid JSON"),
        new("GET", $"/api/{view}/", "{\"model\":\"m\"}" + new string(' ', 5000), 413, "larger than 4096 bytes"),
    });

    public static IEnumerable<RefusedRequest> Others { get; } =
    [
        new("GET", "/api/none", null, 404, "There is nothing at /api/none"),
        new("GET", "/api/predict", null, 405, "POST"),
        new("PUT", "/api/learn", "{}", 405, "POST"),
        new("POST", "/api/models", "{}", 405, "GET"),
        new("POST", "/api/learn/batch?model=a&model=b", "", 400, "'model' comes 2 times"),
        new("POST", "/api/predict/batch?model=a&model=b", "", 400, "'model' comes 2 times"),
        new("POST", "/api/learn/batch?model=m", "{\"features\":{\"x\":1},\"ground_truth\":1}", 400, "'Idempotency-Key' is a field of each line") { Key = "k" },
        new("POST", "/api/predict/batch?model=m", "{\"features\":{\"x\":1}}", 400, "'Idempotency-Key' is a field of each line") { Key = "k" },
        new("POST", "/api/learn/batch?model=m", "{\"features\":{\"x\":1},\"ground_truth\":1}", 415, "Content-Encoding 'gzip'") { Encoding = "gzip" },
        new("POST", "/api/learn", "{\"model\":\"m\",\"features\":{\"x\":1},\"ground_truth\":1}", 415, "Content-Encoding 'gzip'") { Encoding = "gzip" },
        new("GET", "/api/stats", "{\"model\":\"m\"}", 415, "Content-Encoding 'br'") { Encoding = "br" },
        new("GET", "/api/stream/events?model=a&model=b", null, 400, "'model' comes 2 times"),
        new("GET", "/api/stream/metrics?lastEventId=a&lastEventId=b", null, 400, "'lastEventId' comes 2 times"),
    ];

    public static IEnumerable<RefusedRequest> All { get; } =
        [.. Bodies, .. Features, .. Learns, .. Predicts, .. Labels, .. Models, .. Measures, .. Others];

    private static IEnumerable<RefusedRequest> OnEachCall(params (string Body, string Reason)[] cases) =>
        cases.SelectMany(wrong => new[] { "predict", "learn", "label" }.Select(call => new RefusedRequest("POST", $"/api/{call}/", wrong.Body, 400, wrong.Reason)));

    private static IEnumerable<RefusedRequest> OnPredictAndLearn(params (string Features, string Reason)[] cases) =>
        cases.SelectMany(wrong => new[] { "predict", "learn" }.Select(call =>
            new RefusedRequest("POST", $"/api/{call}/", $"{{\"model\":\"m\",\"features\":{wrong.Features},\"ground_truth\":1}}", wrong.Features.Length > 4000 ? 413 : 400, wrong.Features.Length > 4000 ? "larger" : wrong.Reason)));

    private static RefusedRequest Learn(string fields, string reason, int status = 400, string more = "") => new("POST", "/api/learn/", "{" + fields + "}" + more, status, reason);

    private static RefusedRequest Predict(string fields, string reason, int status = 400, string more = "") => new("POST", "/api/predict/", "{" + fields + "}" + more, status, reason);

    private static RefusedRequest Label(string fields, string reason) => new("POST", "/api/label/", "{" + fields + "}", 400, reason);
}
