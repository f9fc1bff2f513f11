namespace ParleyHost;

/// <summary>How requests are answered that this host answers itself.</summary>
public static class Answers
{
    /// <summary>Rocket.Chat's own error body, so that the page reads one kind only.</summary>
    public static IResult Fail(int status, string code, string message) => Results.Json(
        status == 401
            ? new { success = false, status = "error", error = message, message, errorType = code }
            : (object)new { success = false, error = $"{message} [{code}]", errorType = code },
        statusCode: status);

    /// <summary>ABP's envelope of a success.</summary>
    public static IResult Abp(object result) => Results.Json(new Dictionary<string, object?>
    {
        ["result"] = result,
        ["targetUrl"] = null,
        ["success"] = true,
        ["error"] = null,
        ["unAuthorizedRequest"] = false,
        ["__abp"] = true,
    });

    /// <summary>ABP's envelope of a refusal.</summary>
    public static IResult AbpFail(int status, string message) => Results.Json(
        new Dictionary<string, object?>
        {
            ["result"] = null,
            ["targetUrl"] = null,
            ["success"] = false,
            ["error"] = new { code = 0, message, details = (string?)null, validationErrors = (object?)null },
            ["unAuthorizedRequest"] = status == 401,
            ["__abp"] = true,
        },
        statusCode: status);
}
